"""Create model_requests.

Revision 0008, after 0007. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_requests",
        sa.Column("request_id", mysql.INTEGER(unsigned=True), autoincrement=True, nullable=False),
        sa.Column(
            "purpose",
            sa.String(length=16),
            nullable=False,
            comment="explanation of a gap, or levels of skills",
        ),
        sa.Column(
            "subject",
            sa.String(length=64),
            nullable=False,
            comment="the O*NET-SOC codes that it is about, separated by a blank",
        ),
        sa.Column(
            "content_hash",
            mysql.CHAR(length=64),
            nullable=False,
            comment="sha256 over purpose, prompt version, model, instructions and data",
        ),
        sa.Column(
            "model", sa.String(length=64), nullable=False, comment="for example gemini-2.5-flash"
        ),
        sa.Column(
            "prompt_version",
            sa.String(length=32),
            nullable=False,
            comment="of instructions and shape of data",
        ),
        sa.Column(
            "request", mysql.LONGTEXT(), nullable=False, comment="JSON: instructions and data"
        ),
        sa.Column(
            "reply",
            mysql.LONGTEXT(),
            nullable=True,
            comment="JSON in the agreed form, as the model gave it; empty where it gave none",
        ),
        sa.Column(
            "outcome",
            sa.String(length=32),
            nullable=True,
            comment="explained, or why there is no reply; empty: at work",
        ),
        sa.Column(
            "outcome_reason",
            sa.String(length=400),
            nullable=True,
            comment="the particular, such as SAFETY",
        ),
        sa.Column(
            "requests",
            mysql.INTEGER(unsigned=True),
            nullable=False,
            comment="made to the service for this question, those that failed included",
        ),
        sa.Column(
            "tokens_in",
            mysql.INTEGER(unsigned=True),
            nullable=True,
            comment="of the questions, by the service's count",
        ),
        sa.Column(
            "tokens_out",
            mysql.INTEGER(unsigned=True),
            nullable=True,
            comment="of the answers and the thoughts",
        ),
        sa.Column(
            "cost",
            mysql.DECIMAL(precision=12, scale=6),
            nullable=True,
            comment="by the prices of the settings of that day; empty where one was not set",
        ),
        sa.Column("asked_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC"),
        sa.Column(
            "answered_at",
            mysql.DATETIME(fsp=6),
            nullable=True,
            comment="UTC; empty while it is at work",
        ),
        sa.PrimaryKeyConstraint("request_id"),
        sa.UniqueConstraint("content_hash", "request_id", name="by_question"),
        sa.UniqueConstraint("purpose", "subject", "request_id", name="by_purpose"),
        comment="One row per question put to a language model, with what came of it.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("model_requests", if_exists=True)
