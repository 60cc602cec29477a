"""Create the tables that delivery files of job boards land in.

Revision 0066, after 0065. Each operation may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

TABLES = {
    "job_sightings": (
        *("board", "external_id", "url", "page_url", "fetched_at", "title", "employer", "place"),
        *("posted", "deadline", "employment_type", "salary", "experience", "education"),
        *("application_link", "skills", "language", "industry", "description", "is_closed"),
        *("origins", "extra"),
    ),
    "job_board_pages": (
        *("board", "url", "fetched_at", "role", "number", "outcome", "words", "cards"),
        *("sample", "extra"),
    ),
    "job_board_unread": ("board", "url", "fetched_at", "place", "reason", "text", "extra"),
    "job_board_visits": (
        *("board", "started_at", "ended_at", "outcome", "words", "is_complete", "pages"),
        *("listings", "errors", "seconds", "time_zone", "extra"),
    ),
}
LONG = {("job_sightings", "description"), ("job_board_unread", "text")}


def upgrade() -> None:
    for table, columns in TABLES.items():
        op.create_table(
            table,
            sa.Column(
                "batch_id", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False
            ),
            sa.Column("source_file", sa.String(length=255), nullable=False),
            sa.Column(
                "source_line", mysql.INTEGER(unsigned=True), autoincrement=False, nullable=False
            ),
            *(
                sa.Column(
                    name,
                    mysql.LONGTEXT() if (table, name) in LONG else mysql.TEXT(),
                    nullable=True,
                )
                for name in columns
            ),
            sa.PrimaryKeyConstraint("batch_id", "source_file", "source_line"),
            comment="One row per line of the source file, as it arrived.",
            mysql_charset="utf8mb4",
            mysql_collate="utf8mb4_bin",
            mysql_engine="InnoDB",
            mysql_row_format="DYNAMIC",
            if_not_exists=True,
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table, if_exists=True)
