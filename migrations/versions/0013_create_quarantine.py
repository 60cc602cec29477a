"""Create quarantine.

Revision 0013, after 0012. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quarantine",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column(
            "table_name",
            sa.String(length=64),
            nullable=False,
            comment="the table the line would have landed in",
        ),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("detail", mysql.TEXT(), nullable=False),
        sa.Column(
            "raw_line", mysql.LONGTEXT(), nullable=False, comment="undecodable bytes as \\xNN"
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batches.batch_id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "source_file", "source_line"),
        comment="One row per line of a file that does not have the shape of its contract.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("quarantine", if_exists=True)
