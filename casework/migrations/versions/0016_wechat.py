"""What is carried to customers by channels outside, and what the WeChat channel keeps."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
OPEN = sa.text("done_at IS NULL")
UNCLOSED = sa.text("closed_at IS NULL")


def upgrade() -> None:
    _wechat_signatures()
    _wechat_tokens()
    _wechat_passes()
    _wechat_users()
    _deliveries()
    _wechat_inbox()
    _wechat_media()


def downgrade() -> None:
    op.drop_table("wechat_media")
    op.drop_table("wechat_inbox")
    op.drop_table("deliveries")
    op.drop_table("wechat_users")
    op.drop_table("wechat_passes")
    op.drop_table("wechat_tokens")
    op.drop_table("wechat_signatures")


def _wechat_signatures() -> None:
    op.create_table(
        "wechat_signatures",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_wechat_signatures"),
    )
    op.create_index("ix_wechat_signatures_seen_at", "wechat_signatures", ["seen_at"])


def _wechat_tokens() -> None:
    op.create_table(
        "wechat_tokens",
        sa.Column("app_id", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("expires_at", TIME),
        sa.Column("renewed_at", TIME),
        sa.Column("holder", sa.String(64)),
        sa.Column("held_until", TIME),
        sa.PrimaryKeyConstraint("app_id", name="pk_wechat_tokens"),
    )


def _wechat_passes() -> None:
    op.create_table(
        "wechat_passes",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_wechat_passes_conversation_id"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_wechat_passes"),
    )
    op.create_index("ix_wechat_passes_conversation_id", "wechat_passes", ["conversation_id"])
    op.create_index("ix_wechat_passes_expires_at", "wechat_passes", ["expires_at"])


def _wechat_users() -> None:
    op.create_table(
        "wechat_users",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("app_id", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("conversation_id", sa.String(32)),
        sa.Column("subscribed", sa.Boolean(), nullable=False),
        sa.Column("message_at", TIME),
        sa.Column("message_pushes", sa.Integer(), nullable=False),
        sa.Column("event_at", TIME),
        sa.Column("event_pushes", sa.Integer(), nullable=False),
        sa.Column("choices", JSON),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_wechat_users_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_wechat_users"),
        sa.UniqueConstraint("app_id", "fingerprint", name="uq_wechat_users_app_id_fingerprint"),
    )
    op.create_index("ix_wechat_users_conversation_id", "wechat_users", ["conversation_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("holder", sa.String(64)),
        sa.Column("held_until", TIME),
        sa.Column("error", sa.String(32)),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("done_at", TIME),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_deliveries_conversation_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_deliveries_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("message_id", name="uq_deliveries_message_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_deliveries_conversation_id_message_id", "deliveries", ["conversation_id", "message_id"]
    )
    op.create_index(
        "ix_deliveries_open", "deliveries", ["next_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )


def _wechat_inbox() -> None:
    op.create_table(
        "wechat_inbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32)),
        sa.Column("message_id", BIG),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("window_until", TIME, nullable=False),
        sa.Column("closed_at", TIME),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_wechat_inbox_conversation_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["wechat_users.id"], name="fk_wechat_inbox_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wechat_inbox"),
        sa.UniqueConstraint("key", name="uq_wechat_inbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wechat_inbox_conversation_id", "wechat_inbox", ["conversation_id"])
    op.create_index("ix_wechat_inbox_received_at", "wechat_inbox", ["received_at"])
    op.create_index("ix_wechat_inbox_user_id_id", "wechat_inbox", ["user_id", "id"])
    op.create_index(
        "ix_wechat_inbox_open", "wechat_inbox", ["user_id"], sqlite_where=UNCLOSED, postgresql_where=UNCLOSED
    )


def _wechat_media() -> None:
    op.create_table(
        "wechat_media",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("file_key", sa.String(64)),
        sa.Column("content_type", sa.String(64)),
        sa.Column("size", sa.Integer()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("done_at", TIME),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_wechat_media_conversation_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_wechat_media_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wechat_media"),
        sa.UniqueConstraint("message_id", name="uq_wechat_media_message_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wechat_media_conversation_id", "wechat_media", ["conversation_id"])
    op.create_index(
        "ix_wechat_media_open", "wechat_media", ["next_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
