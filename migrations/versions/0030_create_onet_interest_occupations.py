"""Create onet_interest_occupations.

Revision 0030, after 0029. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onet_interest_occupations",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("element_id", mysql.TEXT(), nullable=True),
        sa.Column("element_name", mysql.TEXT(), nullable=True),
        sa.Column("interest_type", mysql.TEXT(), nullable=True),
        sa.Column("onet_soc_code", mysql.TEXT(), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", "source_file", "source_line"),
        comment="One row per line of the source file, as it arrived.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("onet_interest_occupations", if_exists=True)
