"""Create crosswalk_esco_onet.

Revision 0050, after 0049. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crosswalk_esco_onet",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("onet_soc_code", mysql.TEXT(), nullable=True),
        sa.Column("onet_title", mysql.TEXT(), nullable=True),
        sa.Column("onet_description", mysql.TEXT(), nullable=True),
        sa.Column("esco_uri", mysql.TEXT(), nullable=True),
        sa.Column("esco_code", mysql.TEXT(), nullable=True),
        sa.Column("esco_title", mysql.TEXT(), nullable=True),
        sa.Column("esco_description", mysql.TEXT(), nullable=True),
        sa.Column("isco_code", mysql.TEXT(), nullable=True),
        sa.Column("match_type", mysql.TEXT(), nullable=True),
        sa.Column("matching_job_titles", mysql.TEXT(), nullable=True),
        sa.Column("semantic_similarity", mysql.TEXT(), nullable=True),
        sa.Column("confidence", mysql.TEXT(), nullable=True),
        sa.Column("row_id", mysql.TEXT(), nullable=True),
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
    op.drop_table("crosswalk_esco_onet", if_exists=True)
