"""Declarative base, naming of constraints, and the column types every table shares."""

import secrets
import string
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.schema import Column, Table

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_ALPHABET = string.ascii_letters + string.digits

# SQLite gives automatic ids only to a column of exactly this type.
BigId = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Id = String(32)
Slug = String(64)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every database; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; SQLite stores UTC without an offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - given by SQLAlchemy
    ) -> datetime | None:
        """Give UTC back, whatever the database's own zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all casework models."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: Json, str: Text()}  # noqa: RUF012 - SQLAlchemy's own hook


def table_of(model: type[Base]) -> Table:
    """The Core table of a model: statements on it skip the unit of work, which the hot path cannot afford."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} has no table")
    return table


def columns_for(table: Table, shape: type) -> list[Column[Any]]:
    """Columns of `table` in the order of the dataclass `shape`, so that `shape(*row)` reads a row."""
    return [table.c[field.name] for field in fields(shape)]


def new_id() -> str:
    """A random id of 22 letters and digits (131 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(22))
