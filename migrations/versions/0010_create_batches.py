"""Create batches.

Revision 0010, after 0009. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=True, nullable=False),
        sa.Column("run_id", mysql.INTEGER(unsigned=True), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("release_name", sa.String(length=64), nullable=False, comment="for example 30.3"),
        sa.Column(
            "released_on",
            sa.Date(),
            nullable=True,
            comment="first day of the month the source names",
        ),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.String(length=16),
            nullable=False,
            comment="loading, ready, retired or refused; staging reads ready ones only",
        ),
        sa.Column(
            "checksum",
            mysql.CHAR(length=64),
            nullable=False,
            comment="sha256 over the checksums of its files",
        ),
        sa.Column("started_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC"),
        sa.Column("ready_at", mysql.DATETIME(fsp=6), nullable=True, comment="UTC"),
        sa.Column("retired_at", mysql.DATETIME(fsp=6), nullable=True, comment="UTC"),
        sa.Column("message", mysql.TEXT(), nullable=True, comment="why it was refused"),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.run_id"],
        ),
        sa.PrimaryKeyConstraint("batch_id"),
        comment="One row per delivery of one release of one source.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("batches", if_exists=True)
