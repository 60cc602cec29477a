"""Create onet_job_zone_reference.

Revision 0003, after 0002. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onet_job_zone_reference",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("job_zone", mysql.TEXT(), nullable=True),
        sa.Column("name", mysql.TEXT(), nullable=True),
        sa.Column("experience", mysql.TEXT(), nullable=True),
        sa.Column("education", mysql.TEXT(), nullable=True),
        sa.Column("job_training", mysql.TEXT(), nullable=True),
        sa.Column("examples", mysql.TEXT(), nullable=True),
        sa.Column("svp_range", mysql.TEXT(), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", "source_file", "source_line"),
        comment="One row per line of the source file, as it arrived.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("onet_job_zone_reference", if_exists=True)
