"""Create esco_model_info.

Revision 0037, after 0036. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "esco_model_info",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("uuid_history", mysql.TEXT(), nullable=True),
        sa.Column("name", mysql.TEXT(), nullable=True),
        sa.Column("locale", mysql.TEXT(), nullable=True),
        sa.Column("description", mysql.TEXT(), nullable=True),
        sa.Column("version", mysql.TEXT(), nullable=True),
        sa.Column("released", mysql.TEXT(), nullable=True),
        sa.Column("release_notes", mysql.TEXT(), nullable=True),
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
    op.drop_table("esco_model_info", if_exists=True)
