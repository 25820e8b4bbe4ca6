"""Which results of the checks are faults, in the light of the named exceptions.

A breach without an exception fails the build and the tests; so does a breach larger than its
exception says, and an exception that is no longer needed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.build.context import Context

_ROOM = 1.05  # an exception covers its value and what rounding adds


@dataclass(frozen=True)
class Result:
    """One check of one thing. ``limit`` None: shown, not judged."""

    check: str
    id: str
    value: float
    limit: float | None
    unit: str
    note: str = ""

    @property
    def within(self) -> bool:
        """Whether the value keeps to the limit, or there is none."""
        return self.limit is None or abs(self.value) <= self.limit


def exceptions(context: Context) -> dict[tuple[str, str], dict[str, Any]]:
    """The named exceptions by check and id.

    Raises
    ------
    ValueError
        If one thing has two exceptions.
    """
    rows = tomllib.loads(context.text("exceptions.toml"))["exceptions"]
    named = {(row["check"], row["id"]): row for row in rows}
    if len(named) < len(rows):
        raise ValueError("exceptions.toml names something twice")
    return named


def failures(results: Sequence[Result], named: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[str]:
    """Breaches that no exception covers, and exceptions that nothing needs; empty if all is well."""
    faults = []
    for result in results:
        exception = named.get((result.check, result.id))
        if result.within and exception and result.limit is not None:
            faults.append(f"exception no longer needed: {result.check} {result.id} is {result.value:g}")
        elif not result.within and (exception is None or abs(result.value) > abs(exception["value"]) * _ROOM):
            faults.append(
                f"breach: {result.check} {result.id} is {result.value:g} {result.unit}, limit {result.limit:g}"
            )
    evaluated = {result.check for result in results}
    known = {(result.check, result.id) for result in results}
    faults += [f"exception for nothing: {c} {i}" for c, i in named if c in evaluated and (c, i) not in known]
    return faults
