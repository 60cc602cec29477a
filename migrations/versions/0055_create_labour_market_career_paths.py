"""Create labour_market_career_paths.

Revision 0055, after 0054. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "labour_market_career_paths",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("taxonomy", mysql.TEXT(), nullable=True),
        sa.Column("from_occupation_code", mysql.TEXT(), nullable=True),
        sa.Column("to_occupation_code", mysql.TEXT(), nullable=True),
        sa.Column("transition_likelihood", mysql.TEXT(), nullable=True),
        sa.Column("typical_years_experience", mysql.TEXT(), nullable=True),
        sa.Column("typical_conditions", mysql.TEXT(), nullable=True),
        sa.Column("skills_to_acquire", mysql.TEXT(), nullable=True),
        sa.Column("training_recommendations", mysql.TEXT(), nullable=True),
        sa.Column("common_in_kenya", mysql.TEXT(), nullable=True),
        sa.Column("kenya_specific_barriers", mysql.TEXT(), nullable=True),
        sa.Column("source", mysql.TEXT(), nullable=True),
        sa.Column("added_by", mysql.TEXT(), nullable=True),
        sa.Column("updated_at", mysql.TEXT(), nullable=True),
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
    op.drop_table("labour_market_career_paths", if_exists=True)
