"""Create onet_task_ratings.

Revision 0017, after 0016. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onet_task_ratings",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("onet_soc_code", mysql.TEXT(), nullable=True),
        sa.Column("task_id", mysql.TEXT(), nullable=True),
        sa.Column("scale_id", mysql.TEXT(), nullable=True),
        sa.Column("category", mysql.TEXT(), nullable=True),
        sa.Column("data_value", mysql.TEXT(), nullable=True),
        sa.Column("n", mysql.TEXT(), nullable=True),
        sa.Column("standard_error", mysql.TEXT(), nullable=True),
        sa.Column("lower_ci_bound", mysql.TEXT(), nullable=True),
        sa.Column("upper_ci_bound", mysql.TEXT(), nullable=True),
        sa.Column("recommend_suppress", mysql.TEXT(), nullable=True),
        sa.Column("date", mysql.TEXT(), nullable=True),
        sa.Column("domain_source", mysql.TEXT(), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", "source_file", "source_line"),
        comment="One row per line of the source file, as it arrived.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("onet_task_ratings", if_exists=True)
