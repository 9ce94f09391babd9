"""Structured logs: one JSON object a line, never a message's text, an address or an exception's words."""

import hashlib
import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO, cast

import orjson
import structlog


class _StandardOutput:
    """Standard output as it is now, not as it was when logging was set up."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


def configure(level: str) -> None:
    """Send structlog and the standard library's loggers through one JSON writer on standard output."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _place_only,
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _StandardOutput())),
        cache_logger_on_first_use=True,
    )
    handler = _Bridge()
    # Nobody vouches for what libraries write at DEBUG.
    logging.basicConfig(level="INFO" if level == "DEBUG" else level, handlers=[handler], force=True)
    for noisy in ("asyncio", "sse_starlette.sse", "uvicorn.access", "alembic", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def place_of(error: BaseException) -> str:
    """Type and innermost frames of an exception: enough to find the line, nothing of the data."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {where or 'unknown'}"


def hashed(conversation_id: str) -> str:
    """A conversation id as logs may show it."""
    return hashlib.blake2s(conversation_id.encode(), digest_size=6, person=b"xb-log").hexdigest()


class _Bridge(logging.Handler):
    """Standard-library records as the same JSON, without their arguments."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log = structlog.get_logger(record.name)
        # The template without its arguments: they may carry what a customer wrote.
        event = str(record.msg) if isinstance(record.msg, str) else type(record.msg).__name__
        fields: dict[str, Any] = {"logger": record.name}
        if record.name.startswith(("uvicorn", "alembic")) and error is None:
            event = record.getMessage()
        if error is not None:
            fields["error"] = place_of(error)
        log.log(record.levelno, event, **fields)


def _place_only(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = place_of(error)
    elif error:
        current = sys.exception()
        event["error"] = place_of(current) if current else "unknown"
    return event


def _dumps(event: Mapping[str, Any], **_: object) -> str:
    return orjson.dumps(event, default=lambda value: type(value).__name__).decode()
