"""Create crosswalk_onet_soc_2010_2019.

Revision 0053, after 0052. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crosswalk_onet_soc_2010_2019",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("onet_soc_2010_code", mysql.TEXT(), nullable=True),
        sa.Column("onet_soc_2010_title", mysql.TEXT(), nullable=True),
        sa.Column("onet_soc_2019_code", mysql.TEXT(), nullable=True),
        sa.Column("onet_soc_2019_title", mysql.TEXT(), nullable=True),
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
    op.drop_table("crosswalk_onet_soc_2010_2019", if_exists=True)
