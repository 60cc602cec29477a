"""Create job_title_matches.

Revision 0070, after 0068. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0070"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_title_matches",
        sa.Column("taxonomy", sa.String(length=16), nullable=False, comment="esco, kesco or onet"),
        sa.Column("card_hash", sa.CHAR(length=32), nullable=False, comment="as in job_readings"),
        sa.Column(
            "core_title",
            mysql.TEXT(),
            nullable=False,
            comment="what the title says without its noise",
        ),
        sa.Column("seniority", sa.String(length=64), comment="as the title says"),
        sa.Column("employment_hints", sa.String(length=255), comment="as the title says"),
        sa.Column(
            "removed",
            mysql.TEXT(),
            nullable=False,
            comment="JSON: list of what was taken for noise",
        ),
        sa.Column(
            "match_level",
            sa.String(length=16),
            nullable=False,
            comment="occupation, unit_group, two_digit_group or unmatched",
        ),
        sa.Column("reason", sa.String(length=16), comment="why it is no occupation"),
        sa.Column(
            "confidence", sa.Double(), nullable=False, comment="that the first candidate is right"
        ),
        sa.Column(
            "group_confidence", sa.Double(), nullable=False, comment="that its unit group is right"
        ),
        sa.Column(
            "two_digit_confidence",
            sa.Double(),
            nullable=False,
            comment="that its two-digit group is right",
        ),
        sa.Column(
            "review", sa.String(length=8), comment="accepted or rejected, if a person saw the title"
        ),
        sa.Column(
            "review_agrees",
            sa.Boolean(),
            comment="whether the matcher had proposed what the person decided; NULL: it proposed none",
        ),
        sa.Column(
            "label_batch_id",
            mysql.INTEGER(unsigned=True),
            nullable=False,
            comment="of the taxonomy",
        ),
        sa.Column(
            "labels_version",
            sa.CHAR(length=64),
            nullable=False,
            comment="sha256 of labels and reviews",
        ),
        sa.Column("matcher_version", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("taxonomy", "card_hash"),
        comment="One row per taxonomy and distinct title, employer and place of a job listing.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("job_title_matches", if_exists=True)
