"""Create job_text_skills.

Revision 0073, after 0072. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_text_skills",
        sa.Column("text_hash", sa.CHAR(length=32), nullable=False),
        sa.Column("taxonomy", sa.String(length=16), nullable=False, comment="esco, or credential"),
        sa.Column(
            "skill_code",
            sa.String(length=160),
            nullable=False,
            comment="as the labels' delivery has it",
        ),
        sa.Column("label", mysql.TEXT(), nullable=False, comment="the label that stands there"),
        sa.Column("method", sa.String(length=16), nullable=False, comment="how it was found"),
        sa.Column("written", mysql.TEXT(), nullable=False, comment="as it stands there"),
        sa.Column("sentence", mysql.TEXT(), nullable=False, comment="around it"),
        sa.PrimaryKeyConstraint("text_hash", "taxonomy", "skill_code"),
        comment="One row per skill found in a text of a job listing.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("job_text_skills", if_exists=True)
