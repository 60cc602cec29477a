"""Create reviewed_titles.

Revision 0010, after 0009. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviewed_titles",
        sa.Column("taxonomy", sa.String(length=16), nullable=False, comment="esco, kesco or onet"),
        sa.Column(
            "title_key",
            sa.String(length=255),
            nullable=False,
            comment="words of the title without its noise, as the matcher reads it",
        ),
        sa.Column("title", mysql.TEXT(), nullable=False, comment="as the reviewer gave it"),
        sa.Column("decision", sa.String(length=8), nullable=False, comment="accepted or rejected"),
        sa.Column(
            "occupation_code", sa.String(length=160), comment="of the occupation; NULL: none fits"
        ),
        sa.Column(
            "proposed_code",
            sa.String(length=160),
            comment="what the matcher proposed first; NULL: nothing",
        ),
        sa.Column("reviewed_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC"),
        sa.PrimaryKeyConstraint("taxonomy", "title_key"),
        comment="One row per taxonomy and title of a job listing that a person linked or rejected.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("reviewed_titles", if_exists=True)
