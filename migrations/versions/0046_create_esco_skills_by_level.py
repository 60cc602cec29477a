"""Create esco_skills_by_level.

Revision 0046, after 0045. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "esco_skills_by_level",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("level_0_uri", mysql.TEXT(), nullable=True),
        sa.Column("level_0_label", mysql.TEXT(), nullable=True),
        sa.Column("level_1_uri", mysql.TEXT(), nullable=True),
        sa.Column("level_1_label", mysql.TEXT(), nullable=True),
        sa.Column("level_2_uri", mysql.TEXT(), nullable=True),
        sa.Column("level_2_label", mysql.TEXT(), nullable=True),
        sa.Column("level_3_uri", mysql.TEXT(), nullable=True),
        sa.Column("level_3_label", mysql.TEXT(), nullable=True),
        sa.Column("description", mysql.TEXT(), nullable=True),
        sa.Column("scope_note", mysql.TEXT(), nullable=True),
        sa.Column("level_0_code", mysql.TEXT(), nullable=True),
        sa.Column("level_1_code", mysql.TEXT(), nullable=True),
        sa.Column("level_2_code", mysql.TEXT(), nullable=True),
        sa.Column("level_3_code", mysql.TEXT(), nullable=True),
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
    op.drop_table("esco_skills_by_level", if_exists=True)
