"""Create app_occupation_notes.

Revision 0064, after 0063. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "app_occupation_notes",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("taxonomy", mysql.TEXT(), nullable=True),
        sa.Column("occupation_key", mysql.TEXT(), nullable=True),
        sa.Column("is_relevant_for_kenya", mysql.TEXT(), nullable=True),
        sa.Column("is_informal_sector", mysql.TEXT(), nullable=True),
        sa.Column("is_entrepreneurship", mysql.TEXT(), nullable=True),
        sa.Column("kenya_notes", mysql.TEXT(), nullable=True),
        sa.Column("changed_at", mysql.TEXT(), nullable=True),
        sa.Column("changed_by", mysql.TEXT(), nullable=True),
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
    op.drop_table("app_occupation_notes", if_exists=True)
