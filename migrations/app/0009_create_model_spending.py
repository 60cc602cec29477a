"""Create model_spending.

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
        "model_spending",
        sa.Column("day", sa.DATE(), nullable=False, comment="UTC"),
        sa.Column(
            "requests",
            mysql.INTEGER(unsigned=True),
            nullable=False,
            comment="made to the service, those that failed included; counted before each is made",
        ),
        sa.Column(
            "cost",
            mysql.DECIMAL(precision=14, scale=6),
            nullable=False,
            comment="of those whose cost is known",
        ),
        sa.PrimaryKeyConstraint("day"),
        comment="One row per day on which a language model was asked: what the budget is held "
        "against.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("model_spending", if_exists=True)
