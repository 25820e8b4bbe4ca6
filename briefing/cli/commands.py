"""What the command line does: turns options into a request, makes the map or the report, and writes the file whole or not at all."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from argparse import Namespace
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import layers
from briefing.content import (
    EXTENTS,
    LETTER_KINDS,
    LETTER_LINES,
    SHEET_LINES,
    TYPED,
    DataSource,
    Letter,
    Official,
    Paper,
    ReportRequest,
    ValueAsked,
    holding,
    kept_profile,
    languages,
    province_bounds,
    read_profile,
    route_bounds,
)
from briefing.formats import GEODATA_FORMATS, MAP_FORMATS, REPORT_FORMATS, Choice
from briefing.map import PrintRequest, atlas_sheets, left_out, render, render_set, scenario_sheet, tile_sheets
from layers import (
    FIRST_YEAR,
    LAST_YEAR,
    STATUSES,
    WGS84,
    Edition,
    altered_layers,
    optional_layers,
    project_meant,
    study,
)
from words import InputError, Lang, number, plain, require_folder, say, whole_file

if TYPE_CHECKING:
    import argparse

    from analysis.scenarios import ScenarioSet, Story, World
    from briefing.content import Bounds
    from briefing.formats import ReportFormat

_CORNERS: Final = 4
KEPT_PROFILE: Final = "kept"  # in place of a file's name
_OF_SHEET: Final = frozenset(field.name for field in fields(PrintRequest)) - {"figures"}  # asked for alike


def make_sheet(options: argparse.Namespace) -> str:
    """Draw what the options describe and write it; gives the sentence that says so.

    Raises
    ------
    InputError
        If an option cannot be used or the file cannot be written.
    """
    form = REPORT_FORMATS[options.command]
    if Choice.ATLAS in form.choices:
        require_ending(options.out, form.ending)
    elif options.format:
        require_ending(options.out, MAP_FORMATS[options.format].ending)
    require_folder(options.out)
    _take_profile(options)
    source, asked = DataSource.of_folder(), options.scenarios or options.main or options.year is not None
    request = (scenario_request_of if asked else sheet_request_of)(options, source)

    def compared() -> PrintRequest:
        return request if asked else _compared(request, options)

    if Choice.ATLAS in form.choices:
        content = render_set(atlas_sheets(request, by=options.by, source=source), source=source)
    elif options.tiles:
        if request.format != "pdf":
            raise InputError("briefing.tiles_pdf")
        content = render_set(tile_sheets(compared(), source=source), source=source)
    else:
        whole = compared()
        content = render(whole, source=source)
        sys.stderr.write("".join(f"{told}\n" for told in left_out(whole, source=source)))
    write_whole(options.out, content)
    size = number(len(content) / 1e6, request.lang, decimals=1)
    return say("briefing.written", request.lang, file=options.out, size=size)


def sheet_request_of(options: argparse.Namespace, source: DataSource) -> PrintRequest:
    """The request the options describe; InputError where they describe none."""
    edition, ids = Edition(options.edition), chosen_projects(options.projects or "all", source)
    extent = getattr(options, "extent", "both")
    return PrintRequest(
        bounds=bounds_of(extent, source=source, edition=edition, ids=ids),
        lang=Lang(options.lang),
        edition=edition,
        layers=_among(options.layers, frozenset(optional_layers()), "layers"),
        project_ids=ids,
        statuses=_among(options.statuses, frozenset(STATUSES), "statuses"),
        title=options.title,
        subtitle=options.subtitle,
        organisation=options.organisation,
        author=options.author,
        date=day_of(options.date),
        format="pdf"
        if Choice.ATLAS in REPORT_FORMATS[options.command].choices
        else options.format or _suffix(options.out),
        paper=options.paper,
        orientation=options.orientation,
        dpi=options.dpi,
        scale=getattr(options, "scale", None),
        greyscale=options.grey,
        route_facts=options.facts,
        data_digest=layers.data_digest(),
        altered=altered_layers(),
        pair=getattr(options, "two_maps", False),
        official=_official(options),
    )


def scenario_request_of(options: argparse.Namespace, source: DataSource) -> PrintRequest:
    """The sheet of a scenario: of a file, a ready one, or the projects by a year; else as ``sheet_request_of``."""
    from briefing.content import ReportData  # noqa: PLC0415

    plain, world = sheet_request_of(options, source), _loaded_world()
    extent, figures = getattr(options, "extent", "both"), bool(getattr(options, "pair", ""))
    asked = report_request_of(Namespace(**vars(options) | {"extent": ""}), world, source)
    if extent not in EXTENTS:  # a province by its code, or four degrees
        extent, asked = "view", replace(asked, bounds=plain.bounds)
    kept = {field.name: getattr(plain, field.name) for field in fields(Paper) if field.name in _OF_SHEET}
    report = ReportData.of(asked, world=world, source=source)
    return scenario_sheet(report, Paper(figures=figures, extent=extent, **kept))


def bounds_of(extent: str, *, source: DataSource, edition: Edition, ids: frozenset[str]) -> Bounds:
    """Bounds named ``both``, ``routes``, by a province code or by four degrees ``west,south,east,north``; InputError for others."""
    if extent == "both":
        return province_bounds(source, edition=edition)
    if extent == "routes":
        return route_bounds(source, ids)
    if extent.isdigit():
        return province_bounds(source, codes={extent}, edition=edition)
    told = {"codes": ", ".join(study().codes_of(edition)), "example": ",".join(f"{side:g}" for side in study().view)}
    fault = InputError("briefing.bad_extent", text=extent, **told)
    try:
        west, south, east, north = (float(c) for c in extent.split(","))
    except ValueError as cause:
        raise fault from cause
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees; false of NaN too
        raise fault
    return west, south, east, north


def _loaded_world() -> World:
    """The network of the data, taken out of garbage collections: to look through all of it makes a deck a quarter longer."""
    from analysis.scenarios import load_world  # noqa: PLC0415 - the network takes seconds to load

    world = load_world()
    gc.freeze()
    return world


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    InputError
        If the folder is missing or not writable, or the disk is full.
    """
    with whole_file(path) as beside:
        beside.write_bytes(content)


def _compared(request: PrintRequest, options: argparse.Namespace) -> PrintRequest:
    """The request with figures and paths between the two places of ``--pair``."""
    if not options.pair:
        return request
    from analysis.cli import choose_units  # noqa: PLC0415
    from analysis.measures import compare_pair  # noqa: PLC0415 - the network takes seconds to load
    from analysis.scenarios import Scenario  # noqa: PLC0415
    from briefing.map import key_figures  # noqa: PLC0415

    ends = ends_of(options.pair)
    world = _loaded_world()
    ends = [place_meant(world, end) for end in ends]
    result = compare_pair(world, Scenario(projects=choose_units(world, options.projects or "all")), *ends)
    names = [world.place(end).name(request.lang) for end in ends]
    ways = (result.forward.fastest_before, result.forward.fastest_after)
    before, after = (way.coordinates if way else () for way in ways)
    figures = key_figures(result, origin=names[0], destination=names[1], lang=request.lang)
    named = len(options.extent.split(",")) != _CORNERS  # a frame of the user's own stays as it was asked for
    bounds = holding(request.bounds, before, after) if named else request.bounds
    return replace(
        request, bounds=bounds, figures=figures, path_before=before, path_after=after, scenario_digest=result.digest
    )


def chosen_projects(text: str, source: DataSource) -> frozenset[str]:
    """Ids of projects from ``a,b``, ``all`` or ``none``, each by id, number or name.

    Raises
    ------
    InputError
        If one is unknown.
    """
    if text in {"all", "none"}:
        return frozenset(p.id for p in source.projects()) if text == "all" else frozenset()
    chosen = frozenset(project_meant(p.strip(), source.projects()) for p in text.split(",") if p.strip())
    source.require_projects(chosen)
    return chosen


def ends_of(pair: str) -> list[str]:
    """The two places of ``--pair``, as they were called.

    Raises
    ------
    InputError
        If they are not two.
    """
    ends = [end.strip() for end in pair.split(",")]
    if len(ends) != len(("from", "to")):
        raise InputError("briefing.bad_pair", text=pair, example=",".join(study().ends))
    return ends


def place_meant(world: World, text: str) -> str:
    """The id of the place that is called by its id or its name; a name that several bear, or nobody knows, stays as it is."""
    if text in world.places:
        return text
    wanted = plain(text)
    called = [i for i, p in world.places.items() if wanted in {plain(p.name(lang)) for lang in Lang}]
    return called[0] if len(called) == 1 else text


def _among(text: str, known: frozenset[str], option: str) -> frozenset[str]:
    chosen = frozenset(p.strip() for p in text.split(",") if p.strip())
    if wrong := chosen - known:
        listed = {"value": ", ".join(sorted(wrong)), "known": ", ".join(sorted(known))}
        raise InputError("options.choice", name=f"--{option}", **listed)
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
        raise InputError("briefing.bad_day", text=text, example=study().data_date.isoformat()) from cause


def _suffix(path: Path) -> str:
    """The map format whose ending a file's name has; of several the first."""
    name = path.name.lower()
    found = next((form.key for form in MAP_FORMATS.values() if name.endswith(f".{form.ending}")), None)
    if found is None and not path.suffix:
        endings = dict.fromkeys(f".{form.ending}" for form in MAP_FORMATS.values())
        raise InputError("briefing.no_ending", file=path.name, known=", ".join(endings))
    if found is None:
        raise InputError(
            "briefing.format_unknown", format=path.suffix.lower().lstrip("."), known=", ".join(MAP_FORMATS)
        )
    return found


def _geodata_kind(path: Path) -> str:
    """The geodata format whose ending a file's name has, the longest first; else the first there is."""
    name, known = path.name.lower(), sorted(GEODATA_FORMATS.values(), key=lambda form: -len(form.ending))
    return next((form.key for form in known if name.endswith(f".{form.ending}")), next(iter(GEODATA_FORMATS)))


def require_ending(path: Path, ending: str) -> None:
    """Refuse a name that says it is another kind of file than will be written.

    Raises
    ------
    InputError
        With the ending it needs.
    """
    if path.suffix.lower() != f".{ending.rpartition('.')[2]}":
        raise InputError("briefing.bad_ending", file=path.name, ending=ending)


def add_scenario_options(command: argparse.ArgumentParser, lang: Lang) -> None:
    """What a file is about: the same for all commands."""
    command.add_argument("--scenarios", type=Path, help=say("exports.cli_scenarios", lang))
    command.add_argument("--main", default="", help=say("exports.cli_main", lang))
    command.add_argument("--projects", default="", help=say("exports.cli_projects", lang))
    command.add_argument("--year", type=int, between=(FIRST_YEAR, LAST_YEAR), help=say("exports.cli_year", lang))


def add_report_options(command: argparse.ArgumentParser, form: ReportFormat, lang: Lang) -> None:
    """The options all reports share, and those of what is chosen for this format."""
    command.add_argument("--out", required=True, type=Path, help=say("briefing.cli_out", lang))
    command.add_argument("--lang", choices=[*(x.value for x in Lang), "both"], default=Lang.VI.value)
    command.add_argument("--edition", choices=[x.value for x in study().editions], default=study().editions[0].value)
    add_scenario_options(command, lang)
    command.add_argument("--extent", default="", help=say("briefing.cli_extent", lang))
    command.add_argument("--pair", default=",".join(study().ends), help=say("exports.cli_pair", lang))
    for field in TYPED:
        command.add_argument(f"--{field}", default="", free=True, help=say(f"briefing.cli_{field}", lang))
    command.add_argument("--date", default="", help=say("briefing.cli_date", lang))
    if Choice.LENGTH in form.choices:
        command.add_argument("--short", action="store_true", help=say("exports.cli_short", lang))
    if Choice.TEMPLATE in form.choices:
        command.add_argument("--template", type=Path, help=say("exports.cli_template", lang))
        if Choice.LETTER not in form.choices:  # whose own place it is
            command.add_argument("--place", default="", free=True, help=say("exports.cli_letter_place", lang))
    if Choice.LETTER in form.choices:
        _add_letter_options(command, lang)
    if Choice.GEODATA in form.choices:
        kinds = list(GEODATA_FORMATS)
        command.add_argument("--format", choices=kinds, default="", help=say("exports.cli_geo_format", lang))
        command.add_argument("--crs", type=int, default=WGS84, help=say("exports.cli_crs", lang))


def _add_letter_options(command: argparse.ArgumentParser, lang: Lang) -> None:
    """How the written report is headed and signed; what a profile gives need not be said again."""
    command.add_argument("--kind", choices=LETTER_KINDS, default="", help=say("exports.cli_letter_kind", lang))
    for field in LETTER_LINES:
        command.add_argument(f"--{field}", default="", free=True, help=say(f"exports.cli_letter_{field}", lang))
    command.add_argument("--profile", type=Path, help=say("exports.cli_profile", lang))
    command.add_argument("--word-template", type=Path, help=say("exports.cli_word_template", lang))


def _take_profile(options: argparse.Namespace) -> None:
    """Fields of the profile in place of options that were not given."""
    if getattr(options, "profile", None) is None:
        return
    for field, value in _profile(options.profile).items():
        if getattr(options, field, None) == "":
            setattr(options, field, value)


def _profile(path: Path) -> dict[str, str]:
    """The fields of a profile: of a file, or the one kept on this machine."""
    if str(path) == KEPT_PROFILE:
        return kept_profile()
    try:
        return read_profile(read_whole(path).decode("utf-8-sig"), name=path.name)
    except UnicodeDecodeError as cause:
        raise InputError("document.profile_damaged", file=path, detail="UTF-8") from cause


def add_official_options(command: argparse.ArgumentParser, lang: Lang) -> None:
    """How a sheet is headed and signed; what a profile gives need not be said again."""
    for field in SHEET_LINES:
        command.add_argument(f"--{field}", default="", free=True, help=say(f"exports.cli_letter_{field}", lang))
    command.add_argument("--boxes", action="store_true", help=say("exports.cli_boxes", lang))
    command.add_argument("--profile", type=Path, help=say("exports.cli_profile", lang))


def _official(options: argparse.Namespace) -> Official:
    return Official(boxes=options.boxes, **{field: getattr(options, field) for field in SHEET_LINES})


def _letter(options: argparse.Namespace) -> Letter:
    """The letter as asked for; what its template lacks is told."""
    own = options.word_template
    content, name = (None, "") if own is None else (read_whole(own), own.name)
    fields = {field: getattr(options, field) for field in LETTER_LINES}
    letter = Letter(kind=options.kind or LETTER_KINDS[0], template=content, template_name=name, **fields)
    if content is not None:
        from briefing.document.template import missing_sentence  # noqa: PLC0415 - the library is not light

        lacking = missing_sentence(letter, languages(options.lang)[0])
        sys.stderr.write(f"{lacking}\n" if lacking else "")
    return letter


def _chosen(options: argparse.Namespace, form: ReportFormat) -> dict[str, Any]:
    """What was chosen for the format, as keywords of its writer."""
    chosen: dict[str, Any] = {}
    if Choice.LENGTH in form.choices:
        chosen["short"] = options.short
    if Choice.TEMPLATE in form.choices and options.template is not None:
        chosen |= {"template": read_whole(options.template), "template_name": options.template.name}
    if Choice.LETTER in form.choices:
        chosen["letter"] = _letter(options)
    if Choice.GEODATA in form.choices:
        chosen |= {"kind": options.format, "crs": options.crs}
    return chosen


def read_whole(path: Path) -> bytes:
    """A file the user named.

    Raises
    ------
    InputError
        If it is not there or cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as cause:
        raise InputError("exports.cannot_read", file=path, detail=cause.strerror or type(cause).__name__) from cause


def make_report(options: argparse.Namespace) -> str:
    """Make the file and write it; gives the sentence that says so.

    Raises
    ------
    InputError
        If an option, a file or the template cannot be used, or the result cannot be written.
    """
    from briefing.content import ReportData  # noqa: PLC0415

    form, langs = REPORT_FORMATS[options.command], languages(options.lang)
    if Choice.GEODATA in form.choices:
        options.format = options.format or _geodata_kind(options.out)
    require_ending(
        options.out, GEODATA_FORMATS[options.format].ending if Choice.GEODATA in form.choices else form.ending
    )
    _take_profile(options)
    chosen = _chosen(options, form)  # before the long work: a template or folder that is not there is told at once
    require_folder(options.out)
    world, source = _loaded_world(), DataSource.of_folder()
    request = report_request_of(options, world, source)
    report = ReportData.of(request, world=world, source=source, progress=lambda step: _tell(step, langs[0]))
    content = form.write(report, **chosen)
    write_whole(options.out, content)
    return say("briefing.written", langs[0], file=options.out, size=number(len(content) / 1e6, langs[0], decimals=1))


def report_request_of(options: argparse.Namespace, world: World, source: DataSource) -> ReportRequest:
    """The request the options describe."""
    edition = Edition(options.edition)
    pair = getattr(options, "pair", "") or ",".join(study().ends)
    ends = ends_of(pair)
    drawn = chosen_projects(options.projects, source) if options.projects and options.scenarios else None
    scenario_set, story, value = scenarios_of(options, world)
    request = ReportRequest(
        scenario_set=scenario_set,
        story=story,
        value=value,
        main=options.main,
        langs=languages(options.lang),
        edition=edition,
        title=options.title,
        subtitle=options.subtitle,
        organisation=options.organisation,
        author=options.author,
        date=day_of(options.date),
        place=getattr(options, "place", ""),
        project_ids=drawn,
        origin=place_meant(world, ends[0]),
        destination=place_meant(world, ends[1]),
    )
    if not options.extent:
        return request
    from briefing.content import ReportData  # noqa: PLC0415

    ids = frozenset(p.id for p in ReportData.of(request, world=world, source=source).projects)
    return replace(request, bounds=bounds_of(options.extent, source=source, edition=edition, ids=ids))


def scenarios_of(options: argparse.Namespace, world: World) -> tuple[ScenarioSet, Story, ValueAsked]:
    """The scenarios, kept views and choices of value for money of a file, or the ready scenarios and after them the one that projects and year describe.

    Raises
    ------
    InputError
        If the file cannot be read or holds no set.
    """
    from analysis.cli import choose_units  # noqa: PLC0415
    from analysis.scenarios import ScenarioSet, Variant, read_with_story, ready_variants  # noqa: PLC0415
    from briefing.value import value_of_file  # noqa: PLC0415

    if options.scenarios:
        try:
            text = read_whole(options.scenarios).decode("utf-8")
        except UnicodeDecodeError as cause:
            raise InputError("exports.not_text", file=options.scenarios) from cause
        opened, story = read_with_story(text, world)
        if opened.scenario_set is None:
            raise opened.faults[0]
        value, faults = value_of_file(world, text)
        for fault in (*opened.faults, *faults):
            sys.stderr.write(fault.text(languages(options.lang)[0]) + "\n")
        return opened.scenario_set, story or (), value
    if not options.projects and options.year is None:
        return ScenarioSet(ready_variants(world)), (), ValueAsked()
    units = choose_units(world, options.projects or "all")
    return ScenarioSet((*ready_variants(world), Variant("own-1", units=units, year=options.year))), (), ValueAsked()


def _tell(step: str, lang: Lang) -> None:
    """What is being worked on, for a person who waits at a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(say(step, lang) + "\n")
