"""Create language_model_levels.

Revision 0065, after 0064. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "language_model_levels",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("occupation_code", mysql.TEXT(), nullable=True),
        sa.Column("element_id", mysql.TEXT(), nullable=True),
        sa.Column("level", mysql.TEXT(), nullable=True),
        sa.Column("reason", mysql.TEXT(), nullable=True),
        sa.Column("is_asked", mysql.TEXT(), nullable=True),
        sa.Column("model", mysql.TEXT(), nullable=True),
        sa.Column("prompt_version", mysql.TEXT(), nullable=True),
        sa.Column("asked_on", mysql.TEXT(), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", "source_file", "source_line"),
        comment="One row per line of the source file, as it arrived.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("language_model_levels", if_exists=True)
