"""Create onet_api_reads.

Revision 0001. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onet_api_reads",
        sa.Column("read_id", mysql.INTEGER(unsigned=True), autoincrement=True, nullable=False),
        sa.Column("release_name", sa.String(length=64), nullable=False, comment="for example 30.3"),
        sa.Column(
            "table_id", sa.String(length=64), nullable=False, comment="of the database service"
        ),
        sa.Column(
            "occupation_code",
            sa.String(length=10),
            nullable=False,
            comment="the occupation that was asked for; an empty text for the whole table",
        ),
        sa.Column(
            "status",
            sa.String(length=8),
            nullable=False,
            comment="reading while pages come, whole once the last one was checked",
        ),
        sa.Column(
            "total",
            mysql.INTEGER(unsigned=True),
            nullable=True,
            comment="rows that there are, by the first page; 0: the service has nothing",
        ),
        sa.Column(
            "asked_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC; of the first page"
        ),
        sa.Column(
            "checksum",
            mysql.CHAR(length=64),
            nullable=True,
            comment="sha256 over the pages; empty while reading",
        ),
        sa.Column(
            "about", mysql.TEXT(), nullable=False, comment="JSON: what the service said of itself"
        ),
        sa.Column(
            "note", mysql.TEXT(), nullable=True, comment="what the service said in place of rows"
        ),
        sa.PrimaryKeyConstraint("read_id"),
        sa.UniqueConstraint(
            "release_name", "table_id", "occupation_code", "status", name="one_read_a_question"
        ),
        comment="One row per question put to the O*NET Web Services: a table of a release, whole or for one occupation.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("onet_api_reads", if_exists=True)
