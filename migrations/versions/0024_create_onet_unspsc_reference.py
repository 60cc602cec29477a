"""Create onet_unspsc_reference.

Revision 0024, after 0023. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onet_unspsc_reference",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("commodity_code", mysql.TEXT(), nullable=True),
        sa.Column("commodity_title", mysql.TEXT(), nullable=True),
        sa.Column("class_code", mysql.TEXT(), nullable=True),
        sa.Column("class_title", mysql.TEXT(), nullable=True),
        sa.Column("family_code", mysql.TEXT(), nullable=True),
        sa.Column("family_title", mysql.TEXT(), nullable=True),
        sa.Column("segment_code", mysql.TEXT(), nullable=True),
        sa.Column("segment_title", mysql.TEXT(), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", "source_file", "source_line"),
        comment="One row per line of the source file, as it arrived.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("onet_unspsc_reference", if_exists=True)
