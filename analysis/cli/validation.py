"""The report of the command ``validate``, as it stands in ``docs/validation.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.validation import Verdict
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.validation import Check, KnownTime


def figures_report(found: Sequence[Check]) -> str:
    """Markdown for ``docs/validation.md``: what was judged, every row, and the reasons of the exceptions.

    The travel times follow it there (``times_report``).
    """
    judged = [c for c in found if c.limit_percent is not None]
    kept = sum(c.result is Verdict.OK for c in judged)
    excepted = [c for c in judged if c.result is Verdict.EXCEPTION]
    lines = [
        "# Our figures against published ones",
        "",
        (
            "Written by `python -m analysis validate --out docs/validation.md`. Distances: length of the fastest way by car at "
            f"central speeds, mean of both directions, on the base network of {_base_month()}; limit 5 %. Project lengths: the line "
            "in `projects.geojson`; limit 1.5 % where at least 95 % of it is mapped; illustrative lines and provinces' shares "
            "are shown and not judged."
        ),
        "",
        (
            f"{len(judged)} judged: {kept} within the limit, {len(excepted)} named exceptions, "
            f"{len(judged) - kept - len(excepted)} breaches."
        ),
        "",
        "| check | subject | published, km | ours, km | error, % | limit, % | result | source |",
        "|---|---|---|---|---|---|---|---|",
        *map(_figure_line, found),
        "",
        "## Exceptions",
        "",
        *(f"- **{c.subject_in(Lang.EN)}** ({c.error_percent:+.1f} %): {c.reason_en}. {c.reason_vi}." for c in excepted),
    ]
    return "\n".join(lines) + "\n"


def _base_month() -> str:
    return say("analysis.base_month", Lang.EN)


def _figure_line(check: Check) -> str:
    ours = "not connected" if check.computed_km is None else f"{check.computed_km:.1f}"
    error = "" if check.error_percent is None else f"{check.error_percent:+.1f}"
    limit = "" if check.limit_percent is None else f"{check.limit_percent:g}"
    named = check.source_in(Lang.EN)
    source = f"[{named or 'source'}]({check.source_url})" if check.source_url else named
    cells = (
        check.check,
        check.subject_in(Lang.EN),
        f"{check.published_km:g}",
        ours,
        error,
        limit,
        check.result.value,
        source,
    )
    return f"| {' | '.join(cells)} |"


def times_report(found: Sequence[KnownTime]) -> str:
    """Markdown for ``docs/validation.md``."""
    lines = [
        "## Travel times",
        "",
        (
            f"By car, mean of both directions, on the base network of {_base_month()}; the least minutes at high, central and low "
            "speeds. A known time is held where it lies wholly between high and low. The speeds are set by class and setting only; "
            "none belongs to one road. *Unverified*: general knowledge, no page was found."
        ),
        "",
        "| pair | known, min | ours: high / central / low speeds, min | result | source | note |",
        "|---|---|---|---|---|---|",
        *map(_time_line, found),
    ]
    return "\n".join(lines) + "\n"


def _time_line(time: KnownTime) -> str:
    ours = " / ".join("–" if m is None else f"{m:.0f}" for m in (time.quick_min, time.central_min, time.slow_min))
    known = " – ".join(f"{m:g}" for m in dict.fromkeys(time.known_min))
    source = f"[{time.source[Lang.EN]}]({time.source_url})" if time.source_url else time.source[Lang.EN]
    source += " (unverified)" if time.unverified else ""
    return f"| {time.subject[Lang.EN]} | {known} | {ours} | {time.result.value} | {source} | {time.note[Lang.EN]} |"
