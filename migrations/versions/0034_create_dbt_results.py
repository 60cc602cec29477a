"""Create dbt_results.

Revision 0034, after 0033. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dbt_results",
        sa.Column(
            "invocation_id",
            mysql.CHAR(length=36),
            nullable=False,
            comment="dbt's id of the build",
        ),
        sa.Column(
            "node",
            sa.String(length=255),
            nullable=False,
            comment="dbt's unique_id, cut to 255 characters",
        ),
        sa.Column("run_id", mysql.INTEGER(unsigned=True), nullable=False),
        sa.Column(
            "name",
            sa.String(length=255),
            nullable=False,
            comment="the name that --select takes",
        ),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="model, test, seed or snapshot",
        ),
        sa.Column(
            "status",
            sa.String(length=16),
            nullable=False,
            comment="success, pass, warn, fail, error ...",
        ),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column(
            "failures",
            mysql.INTEGER(unsigned=True),
            comment="rows that a test returned",
        ),
        sa.Column("message", mysql.TEXT(), comment="what dbt said of it"),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.run_id"],
        ),
        sa.PrimaryKeyConstraint("invocation_id", "node"),
        comment="One row per model and test of a build, failed builds too.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("dbt_results", if_exists=True)
