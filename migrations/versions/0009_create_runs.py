"""Create runs.

Revision 0009, after 0008. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("run_id", mysql.INTEGER(unsigned=True), autoincrement=True, nullable=False),
        sa.Column("command", sa.String(length=64), nullable=False),
        sa.Column("started_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC"),
        sa.Column(
            "ended_at",
            mysql.DATETIME(fsp=6),
            nullable=True,
            comment="UTC; empty while the run is at work",
        ),
        sa.Column(
            "status",
            sa.String(length=16),
            nullable=False,
            comment="running, published, unchanged, failed or killed",
        ),
        sa.Column("exit_code", mysql.SMALLINT(), nullable=True),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("pid", mysql.INTEGER(unsigned=True), nullable=False),
        sa.Column(
            "input_fingerprint",
            mysql.CHAR(length=64),
            nullable=True,
            comment="sha256 of all that the published set follows from",
        ),
        sa.Column(
            "invocation_id", mysql.CHAR(length=36), nullable=True, comment="dbt's id of the build"
        ),
        sa.Column("message", mysql.TEXT(), nullable=True, comment="why it failed"),
        sa.PrimaryKeyConstraint("run_id"),
        comment="One row per run of the pipeline.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("runs", if_exists=True)
