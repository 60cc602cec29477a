"""Create job_duplicates.

Revision 0068, after 0067. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_duplicates",
        sa.Column("board", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("canonical_board", sa.String(length=64), nullable=False),
        sa.Column("canonical_external_id", sa.String(length=255), nullable=False),
        sa.Column(
            "score", sa.Double(), nullable=False, comment="0 to 1, against the canonical listing"
        ),
        sa.Column("reasons", mysql.TEXT(), nullable=False, comment="JSON, a list of texts"),
        sa.Column(
            "repost_of_board",
            sa.String(length=64),
            comment="a listing of the posting that came before",
        ),
        sa.Column("repost_of_external_id", sa.String(length=255)),
        sa.Column("repost_score", sa.Double()),
        sa.Column("repost_reasons", mysql.TEXT(), comment="JSON, a list of texts"),
        sa.Column(
            "found_in",
            mysql.CHAR(length=64),
            nullable=False,
            comment="sha256 of what was compared and how",
        ),
        sa.PrimaryKeyConstraint("board", "external_id"),
        comment="One row per listing of a job: the listing that stands for its posting.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("job_duplicates", if_exists=True)
