"""Create esco_concept_schemes.

Revision 0047, after 0046. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "esco_concept_schemes",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("concept_type", mysql.TEXT(), nullable=True),
        sa.Column("concept_scheme_uri", mysql.TEXT(), nullable=True),
        sa.Column("preferred_label", mysql.TEXT(), nullable=True),
        sa.Column("title", mysql.TEXT(), nullable=True),
        sa.Column("status", mysql.TEXT(), nullable=True),
        sa.Column("description", mysql.TEXT(), nullable=True),
        sa.Column("top_concepts", mysql.LONGTEXT(), nullable=True),
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
    op.drop_table("esco_concept_schemes", if_exists=True)
