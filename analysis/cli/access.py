"""The commands ``access``, ``border`` and ``round-trip``, from the same functions as the page."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.accessibility import (
    ACCESS_LIMITS_MIN,
    BORDER_BREAKS_KM,
    Accessibility,
    Group,
    RoundTrip,
    accessibility,
    border_access,
    border_communes,
    border_road_ranges,
    gate_figures,
    kinds_there,
    round_trip,
    tourist_sites,
    trip_geojson,
    trip_gpx,
    unplaced_gates,
)
from analysis.cli.output import Format, column_names, write_rows
from analysis.cli.wording import Names, Row
from analysis.network import Impedance
from analysis.scenarios import choose_places
from words import InputError, Lang, number, say, whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from analysis.network import PathResult
    from analysis.scenarios import Scenario, World

COMMANDS: Final = ("access", "border", "round-trip")
_LOOKS: Final = ("groups", "communes", "winners", "left-behind")
_SUBJECTS: Final = ("length", "gates", "trips", "communes", "border-road", "unplaced")
_STATES: Final = ("before", "after")
GROUP_COLUMNS: Final = (
    "kind",
    "level",
    "code",
    "name",
    "when",
    "people",
    *(f"within_{m}" for m in ACCESS_LIMITS_MIN),
    "cut_off",
    "mean_min",
    "median_min",
    "ninth_tenth_min",
    "gini",
    "worst_tenth_min",
    "digest",
)
COMMUNE_COLUMNS: Final = column_names(
    "kind code full_name province_2022 district people before_min after_min saved_min state digest"
)
BORDER_COLUMNS: Final = {
    "length": (
        "when",
        "province",
        "length_km",
        *(f"{c}_{k:g}_km" for c in ("road", "national") for k in BORDER_BREAKS_KM),
        "digest",
    ),
    "gates": column_names("when origin destination border_km road_km ratio time_min digest"),
    "trips": column_names("when gate target place road_km time_min digest"),
    "communes": (
        "code",
        "full_name",
        "province_2022",
        "people",
        "border_km",
        *(f"{t}_{w}_min" for t in ("capital", "gate", "hospital") for w in _STATES),
        "digest",
    ),
    "border-road": column_names("figure unit without lowest highest hypotheses digest"),
    "unplaced": ("id", "name_vi", "name_en"),
}
TRIP_COLUMNS: Final = column_names("when number from to leg_km leg_min whole_km whole_min digest")


def add_options(made: Mapping[str, argparse.ArgumentParser], lang: Lang) -> None:
    """The options of the three commands, explained in the language asked for."""
    made["access"].add_argument("--kind", default="all", help=say("access.cli_kind", lang))
    made["access"].add_argument("--show", choices=_LOOKS, default=_LOOKS[0], help=say("access.cli_show", lang))
    made["border"].add_argument(
        "--show", metavar=f"{{{','.join(_SUBJECTS)}}}", default=_SUBJECTS[0], help=say("border.cli_show", lang)
    )
    trip = made["round-trip"]
    trip.add_argument("--stops", default="", help=say("round_trip.cli_stops", lang))
    trip.add_argument("--impedance", choices=[i.value for i in Impedance], default=Impedance.TIME.value)
    trip.add_argument("--out", type=Path, help=say("round_trip.cli_out", lang))


def text(world: World, scenario: Scenario, options: argparse.Namespace) -> str:
    """What one of the three commands prints.

    Raises
    ------
    InputError
        If a place is unknown, the stops cannot be used, or a file cannot be written.
    """
    form, lang = Format(options.format), Lang(options.lang)
    names = Names(lang, world)
    if options.command == "access":
        kinds = kinds_there(world) if options.kind == "all" else (options.kind,)
        found = [accessibility(world, before=scenario.baseline(), after=scenario, kind=k) for k in kinds]
        columns = GROUP_COLUMNS if options.show == "groups" else COMMUNE_COLUMNS
        rows = [row for a in found for row in access_rows(a, options.show)]
        said = write_rows(rows, form=form, lang=lang, columns=columns, names=names)
        return said if form is not Format.TABLE else said + coverage_text(found[0], lang) + "\n"
    if options.command == "border":
        show = _subject(world, options.show)
        return write_rows(
            border_rows(world, scenario, show), form=form, lang=lang, columns=BORDER_COLUMNS[show], names=names
        )
    stops = choose_places(world.places, options.stops) if options.stops else list(tourist_sites(world))
    trips = {w: round_trip(world, s, stops, impedance=Impedance(options.impedance)) for w, s in _both(scenario)}
    if options.out:
        write_trip(world, trips["after"], options.out, name=say("round_trip.title", lang))
    return write_rows(trip_rows(trips), form=form, lang=lang, columns=TRIP_COLUMNS, names=names)


def _subject(world: World, text: str) -> str:
    """A table of the command ``border``; the road along the border may be called by its name in the region."""
    show = world.data.study.meant_by(text)
    if show not in _SUBJECTS:
        raise InputError("options.choice", name="--show", value=repr(text), known=", ".join(map(repr, _SUBJECTS)))
    return show


def _both(scenario: Scenario) -> tuple[tuple[str, Scenario], ...]:
    return (("before", scenario.baseline()), ("after", scenario))


def coverage_text(found: Accessibility, lang: Lang) -> str:
    """How many people the figures hold, and how communes are counted to districts."""
    held = found.coverage
    return say(
        "access.coverage",
        lang,
        communes=held.communes,
        known=held.with_figure,
        percent=number(100 * held.share, lang, decimals=1),
    )


def access_rows(found: Accessibility, show: str) -> list[Row]:
    """Rows of the groups, of all communes, of those that gain most or of those left behind."""
    if show == "groups":
        return [_group_row(g, found) for g in found.groups]
    chosen = {"communes": lambda: found.frame, "winners": found.winners, "left-behind": found.left_behind}[show]()
    rows = chosen.drop(columns="geometry").to_dict("records")
    return [{"kind": found.kind} | {str(k): v for k, v in row.items()} for row in rows]


def _group_row(group: Group, found: Accessibility) -> Row:
    row: Row = {c: getattr(group, c) for c in GROUP_COLUMNS if hasattr(group, c)}
    within = {f"within_{limit}": people for limit, people in zip(ACCESS_LIMITS_MIN, group.within, strict=True)}
    return row | within | {"kind": found.kind, "digest": found.digest}


def border_rows(world: World, scenario: Scenario, show: str) -> list[Row]:
    """Rows of one subject of the border."""
    return _ROWS[show](world, scenario)


def _length_rows(world: World, scenario: Scenario) -> list[Row]:
    rows: list[Row] = []
    codes = world.data.study.codes
    for when, state in _both(scenario):
        access = border_access(world, state)
        for province in (None, *codes):
            near = {
                f"{column}_{limit:g}_km": access.within_km(limit, f"{column}_km", province)
                for column in ("road", "national")
                for limit in BORDER_BREAKS_KM
            }
            length = {
                "when": when,
                "province": province or "+".join(codes),
                "length_km": access.length_km(province),
            }
            rows.append(length | near | {"digest": access.digest})
    return rows


def _gate_rows(world: World, scenario: Scenario) -> list[Row]:
    return [
        {
            "when": when,
            "origin": p.origin,
            "destination": p.destination,
            "border_km": p.border_km,
            "road_km": p.road.km,
            "time_min": p.road.minutes,
            "digest": figures.digest,
            "ratio": p.ratio,
        }
        for when, state in _both(scenario)
        for figures in (gate_figures(world, state),)
        for p in figures.pairs
    ]


def _trip_rows(world: World, scenario: Scenario) -> list[Row]:
    local = world.data.study.local_words
    return [
        {
            "when": when,
            "gate": t.gate,
            "target": local.get(t.target, t.target),
            "place": t.place_id,
            "road_km": t.way.km,
            "time_min": t.way.minutes,
            "digest": figures.digest,
        }
        for when, state in _both(scenario)
        for figures in (gate_figures(world, state),)
        for t in figures.trips
    ]


def _commune_rows(world: World, scenario: Scenario) -> list[Row]:
    frame = border_communes(world, before=scenario.baseline(), after=scenario).drop(columns="geometry")
    names = {f"{t}_{w}": f"{t}_{w}_min" for t in ("capital", "gate", "hospital") for w in _STATES}
    return [{str(k): v for k, v in row.items()} for row in frame.rename(columns=names).to_dict("records")]


def _border_road_rows(world: World, scenario: Scenario) -> list[Row]:
    cases, ranges = border_road_ranges(world, scenario)
    return [
        {
            "figure": r.name,
            "unit": r.unit,
            "digest": world.digest(scenario),
            "without": r.without,
            "lowest": r.low,
            "highest": r.high,
            "hypotheses": "; ".join(f"{i}={_one(v)}" for i, v in zip(cases, r.each, strict=True)),
        }
        for r in ranges
    ]


def _one(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _unplaced_rows(world: World, scenario: Scenario) -> list[Row]:  # noqa: ARG001 - the same in all scenarios
    return unplaced_gates(world)


_ROWS: Final[dict[str, Callable[[World, Scenario], list[Row]]]] = {
    "length": _length_rows,
    "gates": _gate_rows,
    "trips": _trip_rows,
    "communes": _commune_rows,
    "border-road": _border_road_rows,
    "unplaced": _unplaced_rows,
}


def trip_rows(trips: Mapping[str, RoundTrip | None]) -> list[Row]:
    """One row a leg, and the whole trip on each; a state without a trip has no row."""
    return [
        {
            "when": when,
            "number": number,
            "from": origin,
            "to": destination,
            "leg_km": leg.length_m / 1000,
            "leg_min": leg.time_min,
            "whole_km": trip.length_m / 1000,
            "whole_min": trip.time_min,
            "digest": trip.digest,
        }
        for when, trip in trips.items()
        if trip is not None
        for number, (origin, destination, leg) in enumerate(_legs(trip), start=1)
    ]


def _legs(trip: RoundTrip) -> list[tuple[str, str, PathResult]]:
    ends = [*trip.place_ids[1:], trip.place_ids[0]]
    return list(zip(trip.place_ids, ends, trip.legs, strict=True))


def write_trip(world: World, trip: RoundTrip | None, path: Path, *, name: str) -> None:
    """Write a trip as GeoJSON or GPX.

    Raises
    ------
    InputError
        If there is no trip, or the file has another ending or cannot be written.
    """
    if trip is None:
        raise InputError("round_trip.none")
    if path.suffix.lower() not in {".geojson", ".gpx"}:
        raise InputError("round_trip.bad_file", file=path.name)
    content = trip_geojson(world, trip) if path.suffix.lower() == ".geojson" else trip_gpx(world, trip, name=name)
    with whole_file(path) as beside:
        beside.write_text(content, encoding="utf-8", newline="\n")
