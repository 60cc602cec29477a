"""Create run_steps.

Revision 0033, after 0032. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run_steps",
        sa.Column("run_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column(
            "position",
            mysql.SMALLINT(),
            autoincrement=False,
            nullable=False,
            comment="1 is the first",
        ),
        sa.Column(
            "step",
            sa.String(length=32),
            nullable=False,
            comment="extract, load, build, publish ...",
        ),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.run_id"],
        ),
        sa.PrimaryKeyConstraint("run_id", "position"),
        comment="One row per step of a run that ended, failed runs too.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("run_steps", if_exists=True)
