"""Create occupation_link_candidates.

Revision 0036, after 0035. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "occupation_link_candidates",
        sa.Column(
            "title_batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False
        ),
        sa.Column(
            "label_batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False
        ),
        sa.Column(
            "title_line",
            mysql.INTEGER(unsigned=True),
            autoincrement=False,
            nullable=False,
            comment="source_line of the title in its batch",
        ),
        sa.Column(
            "candidate_rank",
            mysql.SMALLINT(),
            autoincrement=False,
            nullable=False,
            comment="1 is the best",
        ),
        sa.Column(
            "label_code",
            sa.String(length=32),
            nullable=False,
            comment="code of the occupation in its batch",
        ),
        sa.Column(
            "label",
            mysql.TEXT(),
            nullable=False,
            comment="the label that the title was found to match",
        ),
        sa.Column("method", sa.String(length=64), nullable=False, comment="how it was found"),
        sa.Column(
            "confidence", sa.Double(), nullable=False, comment="share of such links that are right"
        ),
        sa.Column("matcher_version", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("title_batch_id", "label_batch_id", "title_line", "candidate_rank"),
        comment="One row per title of KeSCO, model of ESCO and candidate for its occupation.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("occupation_link_candidates", if_exists=True)
