"""Indexes for the desk: the order of work and its numbers read one of them and no row of the table."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "complaints"
_CLOCK = (
    *("state", "start_day", "limit_days", "paused_days", "paused_since_day", "assignee_id", "department"),
    *("by_regulator", "received_at", "id"),
)
_REFERRED = sa.text("regulator_ref IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_complaints_clock", _TABLE, list(_CLOCK))
    op.create_index("ix_complaints_department", _TABLE, ["department", "state", "received_at", "id"])
    op.create_index(
        "ix_complaints_regulator_ref",
        _TABLE,
        ["regulator_ref"],
        sqlite_where=_REFERRED,
        postgresql_where=_REFERRED,
    )


def downgrade() -> None:
    for name in ("ix_complaints_clock", "ix_complaints_department", "ix_complaints_regulator_ref"):
        op.drop_index(name, _TABLE)
