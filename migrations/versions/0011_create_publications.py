"""Create publications.

Revision 0011, after 0010. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column(
            "invocation_id",
            mysql.CHAR(length=36),
            nullable=False,
            comment="dbt's id of the build; the published table publication carries it",
        ),
        sa.Column("run_id", mysql.INTEGER(unsigned=True), nullable=False),
        sa.Column("published_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC"),
        sa.Column(
            "views",
            mysql.LONGTEXT(),
            nullable=False,
            comment="JSON: name -> SQL of the views published with the set",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.run_id"],
        ),
        sa.PrimaryKeyConstraint("invocation_id"),
        comment="One row per set of marts that was published.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("publications", if_exists=True)
