"""Create onet_api_ratings.

Revision 0059, after 0058. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onet_api_ratings",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("onetsoc_code", mysql.TEXT(), nullable=True),
        sa.Column("title", mysql.TEXT(), nullable=True),
        sa.Column("element_id", mysql.TEXT(), nullable=True),
        sa.Column("element_name", mysql.TEXT(), nullable=True),
        sa.Column("scale_id", mysql.TEXT(), nullable=True),
        sa.Column("scale_name", mysql.TEXT(), nullable=True),
        sa.Column("data_value", mysql.TEXT(), nullable=True),
        sa.Column("n", mysql.TEXT(), nullable=True),
        sa.Column("standard_error", mysql.TEXT(), nullable=True),
        sa.Column("lower_ci_bound", mysql.TEXT(), nullable=True),
        sa.Column("upper_ci_bound", mysql.TEXT(), nullable=True),
        sa.Column("recommend_suppress", mysql.TEXT(), nullable=True),
        sa.Column("not_relevant", mysql.TEXT(), nullable=True),
        sa.Column("date_updated", mysql.TEXT(), nullable=True),
        sa.Column("domain_source", mysql.TEXT(), nullable=True),
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
    op.drop_table("onet_api_ratings", if_exists=True)
