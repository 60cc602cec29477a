"""Create onet_api_pages.

Revision 0002, after 0001. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onet_api_pages",
        sa.Column("read_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column(
            "first_row",
            mysql.INTEGER(unsigned=True),
            autoincrement=False,
            nullable=False,
            comment="of the page, from 1",
        ),
        sa.Column("last_row", mysql.INTEGER(unsigned=True), nullable=False),
        sa.Column(
            "page",
            mysql.LONGTEXT(),
            nullable=False,
            comment="JSON: list of rows, each column id -> text as it came, or null",
        ),
        sa.Column("bytes", mysql.INTEGER(unsigned=True), nullable=False, comment="of the page"),
        sa.Column("sha256", mysql.CHAR(length=64), nullable=False, comment="of the page"),
        sa.ForeignKeyConstraint(["read_id"], ["onet_api_reads.read_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("read_id", "first_row"),
        comment="One row per page of rows that the O*NET Web Services gave.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("onet_api_pages", if_exists=True)
