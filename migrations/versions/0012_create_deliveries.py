"""Create deliveries.

Revision 0012, after 0011. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("sha256", mysql.CHAR(length=64), nullable=False),
        sa.Column("bytes", mysql.BIGINT(unsigned=True), nullable=False),
        sa.Column(
            "rows_read",
            mysql.INTEGER(unsigned=True),
            nullable=False,
            comment="lines after the header",
        ),
        sa.Column("rows_landed", mysql.INTEGER(unsigned=True), nullable=False),
        sa.Column("rows_quarantined", mysql.INTEGER(unsigned=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batches.batch_id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "source_file"),
        comment="One row per file of a batch; rows_read = rows_landed + rows_quarantined.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("deliveries", if_exists=True)
