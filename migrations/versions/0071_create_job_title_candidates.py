"""Create job_title_candidates.

Revision 0071, after 0070. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_title_candidates",
        sa.Column("taxonomy", sa.String(length=16), nullable=False),
        sa.Column("card_hash", sa.CHAR(length=32), nullable=False),
        sa.Column(
            "candidate_rank",
            mysql.SMALLINT(),
            nullable=False,
            autoincrement=False,
            comment="1: best",
        ),
        sa.Column(
            "occupation_code",
            sa.String(length=160),
            nullable=False,
            comment="as the labels' delivery has it",
        ),
        sa.Column("unit_group", sa.String(length=16), nullable=False),
        sa.Column("label", mysql.TEXT(), nullable=False, comment="the label that the title met"),
        sa.Column("method", sa.String(length=16), nullable=False, comment="how it met it"),
        sa.Column(
            "score",
            sa.Double(),
            nullable=False,
            comment="orders candidates; no chance of being right",
        ),
        sa.PrimaryKeyConstraint("taxonomy", "card_hash", "candidate_rank"),
        comment="One row per candidate of a match.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("job_title_candidates", if_exists=True)
