"""Create labour_market_insights.

Revision 0057, after 0056. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "labour_market_insights",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("insight_id", mysql.TEXT(), nullable=True),
        sa.Column("taxonomy", mysql.TEXT(), nullable=True),
        sa.Column("occupation_codes", mysql.TEXT(), nullable=True),
        sa.Column("sector", mysql.TEXT(), nullable=True),
        sa.Column("region", mysql.TEXT(), nullable=True),
        sa.Column("title", mysql.TEXT(), nullable=True),
        sa.Column("summary", mysql.TEXT(), nullable=True),
        sa.Column("full_content", mysql.TEXT(), nullable=True),
        sa.Column("key_findings", mysql.TEXT(), nullable=True),
        sa.Column("source", mysql.TEXT(), nullable=True),
        sa.Column("author", mysql.TEXT(), nullable=True),
        sa.Column("publication_date", mysql.TEXT(), nullable=True),
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
    op.drop_table("labour_market_insights", if_exists=True)
