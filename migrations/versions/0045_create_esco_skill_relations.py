"""Create esco_skill_relations.

Revision 0045, after 0044. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "esco_skill_relations",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("requiring_ref", mysql.TEXT(), nullable=True),
        sa.Column("requiring_type", mysql.TEXT(), nullable=True),
        sa.Column("relation_type", mysql.TEXT(), nullable=True),
        sa.Column("required_type", mysql.TEXT(), nullable=True),
        sa.Column("required_ref", mysql.TEXT(), nullable=True),
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
    op.drop_table("esco_skill_relations", if_exists=True)
