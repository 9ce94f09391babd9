"""How each rule did: counted by the database, from the evidence of the events."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, case, distinct, func, select
from sqlalchemy.orm import Session

from casework.alerts.rows import alerts, events
from casework.alerts.types import Figure

_a = alerts.c


def figures(session: Session, since: datetime, until: datetime) -> tuple[Figure, ...]:
    """One figure for each rule that was evidence in an alert raised from `since` to before `until`, by rule.

    It reads every alert of that time: for reports, not for every page.
    """
    statement = _ON_SQLITE if session.get_bind().dialect.name == "sqlite" else _ON_POSTGRES
    rows = session.execute(statement, {"since": since, "until": until})
    return tuple(Figure(*row) for row in rows)


def _statement(evidence: FromClause, rule: ColumnElement[Any]) -> Select[Any]:
    return (
        select(
            rule,
            func.count(distinct(_a.id)),
            func.count(distinct(case((_a.state == "closed", _a.id)))),
            func.count(distinct(case((_a.outcome == "false_alarm", _a.id)))),
        )
        .select_from(alerts.join(events, events.c.alert_id == _a.id), evidence)
        .where(_a.raised_at >= bindparam("since"), _a.raised_at < bindparam("until"))
        .group_by(rule)
        .order_by(rule)
    )


def _on_sqlite() -> Select[Any]:
    each = func.json_each(events.c.finding, "$.evidence").table_valued("value", joins_implicitly=True)
    return _statement(each, func.json_extract(each.c.value, "$.rule"))


def _on_postgres() -> Select[Any]:
    evidence = func.jsonb_extract_path(events.c.finding, "evidence")
    each = func.jsonb_array_elements(evidence).table_valued("value", joins_implicitly=True)
    return _statement(each, func.jsonb_extract_path_text(each.c.value, "rule"))


_ON_SQLITE, _ON_POSTGRES = _on_sqlite(), _on_postgres()
