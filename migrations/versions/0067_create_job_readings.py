"""Create job_readings.

Revision 0067, after 0066. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_readings",
        sa.Column("batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("source_file", sa.String(length=255), nullable=False),
        sa.Column("source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False),
        sa.Column("board", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("fetched_at", mysql.DATETIME(fsp=6), nullable=False, comment="UTC"),
        sa.Column(
            "canonical_url", mysql.TEXT(), comment="without tracking parameters; NULL: no address"
        ),
        sa.Column("posted_on", sa.Date(), comment="UTC"),
        sa.Column("posted_precision", sa.String(length=8), comment="day, week, month or bound"),
        sa.Column("posted_not_after", sa.Date(), comment="the latest day that it can have been"),
        sa.Column("posted_reason", sa.String(length=255), comment="why there is no day"),
        sa.Column("deadline_on", sa.Date(), comment="on the board's calendar"),
        sa.Column(
            "deadline_is_stated", sa.Boolean(), nullable=False, comment="0: only JSON-LD has it"
        ),
        sa.Column("deadline_reason", sa.String(length=255), comment="why there is no day"),
        sa.Column("salary_min", sa.Numeric(precision=14, scale=2)),
        sa.Column("salary_max", sa.Numeric(precision=14, scale=2)),
        sa.Column("salary_currency", mysql.CHAR(length=3), comment="ISO 4217"),
        sa.Column(
            "salary_period", sa.String(length=8), comment="hour, day, week, month or year"
        ),
        sa.Column("salary_basis", sa.String(length=8), comment="gross or net"),
        sa.Column("salary_reason", sa.String(length=255), comment="why there is no amount"),
        sa.Column("town", sa.String(length=64)),
        sa.Column("county", sa.String(length=64), comment="one of Kenya's 47"),
        sa.Column("is_remote", sa.Boolean(), nullable=False),
        sa.Column("employment_types", sa.String(length=255), comment="JSON, a list"),
        sa.Column("experience_years_min", mysql.SMALLINT()),
        sa.Column("experience_years_max", mysql.SMALLINT()),
        sa.Column("education_level", sa.String(length=16)),
        sa.Column("language", mysql.CHAR(length=2), comment="ISO 639-1"),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column(
            "card_hash",
            mysql.CHAR(length=32),
            nullable=False,
            comment="over title, employer and place",
        ),
        sa.Column(
            "description_hash", mysql.CHAR(length=32), comment="NULL: there is no description"
        ),
        sa.Column(
            "content_hash",
            mysql.CHAR(length=32),
            nullable=False,
            comment="over all that applicants read",
        ),
        sa.Column("rules_version", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "source_file", "source_line"),
        comment="One row per sighting of a job: what its texts say, typed.",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        mysql_row_format="DYNAMIC",
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("job_readings", if_exists=True)
