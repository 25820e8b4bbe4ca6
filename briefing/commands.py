"""What the command line does: turns options into a request, draws, and writes the file whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import layers
from briefing.framing import holding, province_bounds, route_bounds
from briefing.print_map import render
from briefing.print_request import FORMATS, PrintRequest
from briefing.sets import district_sheets, render_set, route_sheets
from briefing.shelf import Shelf
from layers.catalogue import STATUSES, Edition
from layers.integrity import altered_layers
from words import Lang, say
from words.errors import InputError
from words.figures import number

if TYPE_CHECKING:
    import argparse

    from briefing.framing import Bounds

_LAYERS: Final = frozenset({"provinces", "places", "projects", "interchanges", "districts_2022", "communes_2025"})
_CORNERS: Final = 4


def make(options: argparse.Namespace) -> str:
    """Draw what the options describe and write it; gives the sentence that says so.

    Raises
    ------
    InputError
        If an option cannot be used or the file cannot be written.
    """
    shelf = Shelf.of_folder()
    request = request_of(options, shelf)
    if options.command == "atlas":
        sheets = district_sheets if options.by == "district" else route_sheets
        content = render_set(sheets(request, shelf=shelf), shelf=shelf)
    else:
        content = render(_compared(request, options), shelf=shelf)
    write_whole(options.out, content)
    size = number(len(content) / 1e6, request.lang, decimals=1)
    return say("briefing.written", request.lang, file=options.out, size=size)


def request_of(options: argparse.Namespace, shelf: Shelf) -> PrintRequest:
    """The request the options describe."""
    edition, ids = Edition(options.edition), chosen_projects(options.projects, shelf)
    extent = getattr(options, "extent", "both")
    return PrintRequest(
        bounds=bounds_of(extent, shelf=shelf, edition=edition, ids=ids),
        lang=Lang(options.lang),
        edition=edition,
        layers=_among(options.layers, _LAYERS, "layers"),
        project_ids=ids,
        statuses=_among(options.statuses, frozenset(STATUSES), "statuses"),
        title=options.title,
        subtitle=options.subtitle,
        organisation=options.organisation,
        author=options.author,
        date=day_of(options.date),
        format="pdf" if options.command == "atlas" else options.format or _suffix(options.out),
        paper=options.paper,
        orientation=options.orientation,
        dpi=options.dpi,
        scale=getattr(options, "scale", None),
        greyscale=options.grey,
        route_facts=options.facts,
        data_digest=layers.data_digest(),
        altered=altered_layers(),
        pair=getattr(options, "two_maps", False),
    )


def bounds_of(extent: str, *, shelf: Shelf, edition: Edition, ids: frozenset[str]) -> Bounds:
    """Bounds named ``both``, ``routes``, by a province code or by four degrees ``west,south,east,north``."""
    if extent == "both":
        return province_bounds(shelf, edition=edition)
    if extent == "routes":
        return route_bounds(shelf, ids)
    corners = extent.split(",")
    if len(corners) != _CORNERS:
        return province_bounds(shelf, codes={extent}, edition=edition)
    try:
        west, south, east, north = (float(c) for c in corners)
    except ValueError as cause:
        raise InputError("briefing.bad_option", detail=f"--extent {extent}") from cause
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees; false of NaN too
        raise InputError("briefing.bad_option", detail=f"--extent {extent}")
    return west, south, east, north


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its name first, then put it in place: never a broken file.

    Raises
    ------
    InputError
        If the folder is missing or not writable, or the disk is full.
    """
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as cause:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise InputError("briefing.cannot_write", file=path, detail=cause.strerror or type(cause).__name__) from cause


def _compared(request: PrintRequest, options: argparse.Namespace) -> PrintRequest:
    """The request with figures and paths between the two places of ``--pair``."""
    if not options.pair:
        return request
    from analysis import Scenario, compare_pair, load_world  # noqa: PLC0415 - the network takes seconds to load
    from analysis.commands import choose_units  # noqa: PLC0415
    from briefing.figures import key_figures  # noqa: PLC0415

    ends = [end.strip() for end in options.pair.split(",")]
    if len(ends) != len(("from", "to")):
        raise InputError("briefing.bad_option", detail=f"--pair {options.pair}")
    world = load_world()
    result = compare_pair(world, Scenario(projects=choose_units(world, options.projects)), *ends)
    names = [getattr(world.place(end), f"name_{request.lang.value}") for end in ends]
    ways = (result.forward.fastest_before, result.forward.fastest_after)
    before, after = (way.coordinates if way else () for way in ways)
    figures = key_figures(result, origin=names[0], destination=names[1], lang=request.lang)
    named = len(options.extent.split(",")) != _CORNERS  # a frame of the user's own stays as it was asked for
    bounds = holding(request.bounds, before, after) if named else request.bounds
    return replace(
        request, bounds=bounds, figures=figures, path_before=before, path_after=after, scenario_digest=result.digest
    )


def chosen_projects(text: str, shelf: Shelf) -> frozenset[str]:
    """Ids of projects from ``a,b``, ``all`` or ``none``.

    Raises
    ------
    InputError
        If one is unknown.
    """
    if text in {"all", "none"}:
        return frozenset(p.id for p in shelf.projects()) if text == "all" else frozenset()
    chosen = frozenset(p.strip() for p in text.split(",") if p.strip())
    shelf.require_projects(chosen)
    return chosen


def _among(text: str, known: frozenset[str], option: str) -> frozenset[str]:
    chosen = frozenset(p.strip() for p in text.split(",") if p.strip())
    if wrong := chosen - known:
        raise InputError("briefing.bad_option", detail=f"--{option} {', '.join(sorted(wrong))}")
    return chosen


def day_of(text: str) -> dt.date | None:
    """A day from ``2026-11-25``; None from nothing.

    Raises
    ------
    InputError
        If the text is no day.
    """
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as cause:
        raise InputError("briefing.bad_option", detail=f"--date {text}") from cause


def _suffix(path: Path) -> str:
    found = path.suffix.lower().lstrip(".")
    if found not in FORMATS:
        raise InputError("briefing.format_unknown", format=found or "–", known=", ".join(FORMATS))
    return found
