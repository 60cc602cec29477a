"""Create esco_occupation_groups.

Revision 0039, after 0038. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "esco_occupation_groups",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("concept_type", mysql.TEXT(), nullable=True),
        sa.Column("concept_uri", mysql.TEXT(), nullable=True),
        sa.Column("model_id", mysql.TEXT(), nullable=True),
        sa.Column("uuid_history", mysql.TEXT(), nullable=True),
        sa.Column("code", mysql.TEXT(), nullable=True),
        sa.Column("preferred_label", mysql.TEXT(), nullable=True),
        sa.Column("alt_labels", mysql.TEXT(), nullable=True),
        sa.Column("status", mysql.TEXT(), nullable=True),
        sa.Column("in_scheme", mysql.TEXT(), nullable=True),
        sa.Column("description", mysql.TEXT(), nullable=True),
        sa.Column("created_at", mysql.TEXT(), nullable=True),
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
    op.drop_table("esco_occupation_groups", if_exists=True)
