"""Create occupation_text_similarities.

Revision 0061, after 0060. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "occupation_text_similarities",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("occupation_code", sa.CHAR(length=10), nullable=False),
        sa.Column(
            "other_code",
            sa.CHAR(length=10),
            nullable=False,
            comment="comes after occupation_code",
        ),
        sa.Column(
            "tasks",
            sa.Double(),
            comment="cosine of the tasks' words, 0 to 1; NULL: one has none",
        ),
        sa.Column("activities", sa.Double(), comment="cosine of the work activities, 0 to 1"),
        sa.Column("titles", sa.Double(), comment="cosine of the titles' words, 0 to 1"),
        sa.Column("texts_version", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "occupation_code", "other_code"),
        comment="One row per pair of occupations of a release: how alike they are in words.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("occupation_text_similarities", if_exists=True)
