"""Create app_custom_occupations.

Revision 0062, after 0061. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "app_custom_occupations",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("occupation_key", mysql.TEXT(), nullable=True),
        sa.Column("label", mysql.TEXT(), nullable=True),
        sa.Column("description", mysql.TEXT(), nullable=True),
        sa.Column("group_code", mysql.TEXT(), nullable=True),
        sa.Column("alternative_labels", mysql.TEXT(), nullable=True),
        sa.Column("created_at", mysql.TEXT(), nullable=True),
        sa.Column("created_by", mysql.TEXT(), nullable=True),
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
    op.drop_table("app_custom_occupations", if_exists=True)
