"""Create written.

Revision 0007, after 0006. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "written",
        sa.Column(
            "id",
            mysql.INTEGER(unsigned=True),
            autoincrement=False,
            nullable=False,
            comment="always 1",
        ),
        sa.Column(
            "changes",
            mysql.INTEGER(unsigned=True),
            nullable=False,
            comment="one more with each write",
        ),
        sa.PrimaryKeyConstraint("id"),
        comment="One row: how often people wrote through the REST API, so that answers know "
        "their age.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("written", if_exists=True)
