"""Create api_keys.

Revision 0006, after 0005. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column(
            "key_id",
            sa.String(length=16),
            nullable=False,
            comment="the part of a key that is no secret",
        ),
        sa.Column("name", sa.String(length=64), nullable=False, comment="whose key it is"),
        sa.Column(
            "secret_sha256",
            mysql.CHAR(length=64),
            nullable=False,
            comment="of the secret part, in hexadecimal",
        ),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC"),
        sa.Column("revoked_at", mysql.DATETIME(fsp=6), comment="UTC; from then on it is refused"),
        sa.Column("last_used_at", mysql.DATETIME(fsp=6), comment="UTC; to the minute"),
        sa.PrimaryKeyConstraint("key_id"),
        sa.UniqueConstraint("name", name="one_key_a_name"),
        comment="One row per key for writing through the REST API.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("api_keys", if_exists=True)
