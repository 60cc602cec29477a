"""Create labour_market_demand.

Revision 0056, after 0055. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "labour_market_demand",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("taxonomy", mysql.TEXT(), nullable=True),
        sa.Column("occupation_code", mysql.TEXT(), nullable=True),
        sa.Column("region", mysql.TEXT(), nullable=True),
        sa.Column("region_type", mysql.TEXT(), nullable=True),
        sa.Column("demand_score", mysql.TEXT(), nullable=True),
        sa.Column("demand_category", mysql.TEXT(), nullable=True),
        sa.Column("estimated_job_openings", mysql.TEXT(), nullable=True),
        sa.Column("employed_count", mysql.TEXT(), nullable=True),
        sa.Column("unemployment_rate", mysql.TEXT(), nullable=True),
        sa.Column("trend_direction", mysql.TEXT(), nullable=True),
        sa.Column("year_over_year_change", mysql.TEXT(), nullable=True),
        sa.Column("source", mysql.TEXT(), nullable=True),
        sa.Column("source_url", mysql.TEXT(), nullable=True),
        sa.Column("data_collection_period", mysql.TEXT(), nullable=True),
        sa.Column("methodology_notes", mysql.TEXT(), nullable=True),
        sa.Column("last_updated_at", mysql.TEXT(), nullable=True),
        sa.Column("data_quality_score", mysql.TEXT(), nullable=True),
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
    op.drop_table("labour_market_demand", if_exists=True)
