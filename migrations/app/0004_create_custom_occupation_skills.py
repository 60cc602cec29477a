"""Create custom_occupation_skills.

Revision 0004, after 0003. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "custom_occupation_skills",
        sa.Column("occupation_key", mysql.CHAR(length=36), nullable=False),
        sa.Column("skill_taxonomy", sa.String(length=16), nullable=False, comment="esco or onet"),
        sa.Column("skill_key", sa.String(length=120), nullable=False, comment="as in the published taxonomy_skills",),
        sa.Column("relation_type", sa.String(length=16), nullable=False, comment="essential or optional"),
        sa.ForeignKeyConstraint(["occupation_key"], ["custom_occupations.occupation_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("occupation_key", "skill_taxonomy", "skill_key"),
        comment="One row per skill that an occupation made through the API asks for.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("custom_occupation_skills", if_exists=True)
