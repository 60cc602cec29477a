"""Create custom_occupations.

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
        "custom_occupations",
        sa.Column("occupation_key", mysql.CHAR(length=36), nullable=False, comment="a UUID in lower case"),
        sa.Column("label", sa.String(length=255), nullable=False),
        sa.Column("description", mysql.TEXT(), nullable=True),
        sa.Column("group_code", sa.String(length=16), nullable=False, comment="of the occupation group of ISCO-08, at any level",),
        sa.Column("alternative_labels", mysql.TEXT(), nullable=False, comment="JSON: list of texts"),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC"),
        sa.Column("created_by", sa.String(length=64), nullable=False, comment="name of the API key"),
        sa.PrimaryKeyConstraint("occupation_key"),
        comment="One row per occupation that was made through the API.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("custom_occupations", if_exists=True)
