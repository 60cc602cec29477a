"""Create crosswalk_isco_soc.

Revision 0051, after 0050. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crosswalk_isco_soc",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("isco_code", mysql.TEXT(), nullable=True),
        sa.Column("isco_title", mysql.TEXT(), nullable=True),
        sa.Column("part", mysql.TEXT(), nullable=True),
        sa.Column("soc_code", mysql.TEXT(), nullable=True),
        sa.Column("soc_title", mysql.TEXT(), nullable=True),
        sa.Column("comment_text", mysql.TEXT(), nullable=True),
        sa.Column("extra", mysql.TEXT(), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", "source_file", "source_line"),
        comment="One row per line of the source file, as it arrived.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("crosswalk_isco_soc", if_exists=True)
