"""Create job_texts.

Revision 0072, after 0071. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_texts",
        sa.Column(
            "text_hash",
            sa.CHAR(length=32),
            nullable=False,
            comment="first half of the sha256 of the text as it landed",
        ),
        sa.Column(
            "kind", sa.String(length=16), nullable=False, comment="description, or skills as a list"
        ),
        sa.Column("skills", mysql.INTEGER(unsigned=True), nullable=False, comment="found in it"),
        sa.Column(
            "label_batch_id", mysql.INTEGER(unsigned=True), nullable=False, comment="0: no taxonomy"
        ),
        sa.Column("skills_version", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("text_hash"),
        comment="One row per distinct text of a job listing in which skills were looked for.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("job_texts", if_exists=True)
