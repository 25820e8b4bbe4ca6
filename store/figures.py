"""Figures that an office stands by: published once, never changed, with what they were computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from store import audit
from store.database import transaction
from store.shared import require
from store.work import Desk, Role

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True)
class Figure:
    """One value.

    Parameters
    ----------
    value, low, high
        ``None`` where there is none.
    digest
        Of the result it was read from.
    data_digest, data_date
        Of the data it was computed on.
    """

    scenario: str
    metric: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    digest: str
    data_digest: str
    data_date: date


@dataclass(frozen=True)
class Published:
    """A figure with who published it, when."""

    figure: Figure
    name: str
    at: datetime


def publish(desk: Desk, figures: Sequence[Figure], *, title: str) -> None:
    """Publish figures of one result; errors as ``require``: owners may.

    Parameters
    ----------
    title
        Of the scenario, for the record.
    """
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.OWNER)
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO published_figure (workspace_id, scenario, metric, value, low, high, unit, digest, data_digest, data_date, "
                "published_by, published_name) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [(number, *astuple(figure), desk.who.account, desk.who.name) for figure in figures],
            )
        audit.note(connection, desk, "publish", title, count=len(figures))


def published(desk: Desk, *, most: int = 200) -> tuple[Published, ...]:
    """The latest figures, the last first. Errors as ``require``."""
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.VIEWER)
        found = connection.execute(
            "SELECT scenario, metric, value, low, high, unit, digest, data_digest, data_date, published_name, published_at "
            "FROM published_figure WHERE workspace_id = %s ORDER BY id DESC LIMIT %s",
            (number, most),
        ).fetchall()
    return tuple(Published(Figure(*row[:9]), row[9], row[10]) for row in found)
