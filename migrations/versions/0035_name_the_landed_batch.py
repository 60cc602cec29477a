"""Name the state of a batch that is on trial in the comment of its column.

Revision 0035, after 0034. One operation that may be repeated after a kill.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BEFORE = "loading, ready, retired or refused; staging reads ready ones only"
AFTER = (
    "loading, landed, ready, retired or refused; of each release staging reads the "
    "newest that is landed or ready"
)


def upgrade() -> None:
    _comment(AFTER)


def downgrade() -> None:
    _comment(BEFORE)


def _comment(comment: str) -> None:
    op.alter_column(
        "batches",
        "status",
        existing_type=sa.String(length=16),
        existing_nullable=False,
        comment=comment,
    )
