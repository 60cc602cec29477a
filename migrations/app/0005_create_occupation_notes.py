"""Create occupation_notes.

Revision 0005, after 0004. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "occupation_notes",
        sa.Column("taxonomy", sa.String(length=16), nullable=False, comment="onet, esco, kesco or custom"),
        sa.Column("occupation_key", sa.String(length=120), nullable=False, comment="as in the published taxonomy_occupations",),
        sa.Column("is_relevant_for_kenya", sa.Boolean(), nullable=True, comment="NULL: not said here, what the source says stands",),
        sa.Column("is_informal_sector", sa.Boolean(), nullable=True, comment="NULL: not said here, what the source says stands",),
        sa.Column("is_entrepreneurship", sa.Boolean(), nullable=True, comment="NULL: not said here, what the source says stands",),
        sa.Column("kenya_notes", mysql.TEXT(), nullable=True, comment="NULL: not said here, what the source says stands",),
        sa.Column("changed_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC"),
        sa.Column("changed_by", sa.String(length=64), nullable=False, comment="name of the API key"),
        sa.PrimaryKeyConstraint("taxonomy", "occupation_key"),
        comment="One row per occupation of any taxonomy that something was said of through the API.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("occupation_notes", if_exists=True)
