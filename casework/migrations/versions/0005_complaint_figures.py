"""Indexes for the figures of complaints: each count reads one of them and no row of the table."""

from collections.abc import Sequence

from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "complaints"
_DAY = ("received_day", "demo")
_MATTER = ("business", "cause", "channel")
_PLACE = ("region", "state", "door")
_COUNTED = (
    *("by_regulator", "on_time", "decided_day", "extension_days", "reopened", "satisfaction"),
    *("received_at", "first_response_at"),
)
_INDEXES = {
    "ix_complaints_by_day": (*_DAY, *_MATTER, *_PLACE, "branch", *_COUNTED),
    "ix_complaints_by_matter": (*_MATTER, *_DAY, *_PLACE, "branch"),
    "ix_complaints_by_place": (*_PLACE, *_DAY, *_MATTER, "branch"),
    "ix_complaints_by_branch": ("branch", *_DAY, *_MATTER, *_PLACE),
}


def upgrade() -> None:
    for name, columns in _INDEXES.items():
        op.create_index(name, _TABLE, list(columns))


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, _TABLE)
