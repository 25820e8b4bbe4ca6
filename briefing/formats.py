"""The files that are made of a report, one row each: the command line and the page Briefing both read this table.

A new export is a new row: the ending of its file, what makes its bytes, and options of its own if it has any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from words import InputError, Lang, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from briefing.content import ReportData


@dataclass(frozen=True)
class ReportFormat:
    """One kind of file.

    Attributes
    ----------
    kind
        The ending of its name, without a dot.
    make
        Its bytes, from a report and the options of its own.
    add_options
        Adds those options to a command.
    options
        Turns what was given into keywords of ``make``.
    """

    kind: str
    make: Callable[..., bytes]
    add_options: Callable[[argparse.ArgumentParser, Lang], None] = lambda _command, _lang: None
    options: Callable[[argparse.Namespace], Mapping[str, Any]] = lambda _options: {}


def _slides(report: ReportData, **options: Any) -> bytes:
    from briefing.slides import slides  # noqa: PLC0415 - what writes a file is loaded when it is asked for

    return slides(report, **options)


def _slides_options(command: argparse.ArgumentParser, lang: Lang) -> None:
    from pathlib import Path  # noqa: PLC0415

    command.add_argument("--template", type=Path, help=say("exports.cli_template", lang))


def _template(options: argparse.Namespace) -> dict[str, Any]:
    if options.template is None:
        return {}
    return {"template": read_whole(options.template), "template_name": options.template.name}


def _geodata(report: ReportData, **options: Any) -> bytes:
    from briefing.geodata import geodata  # noqa: PLC0415

    return geodata(report, **options)


def _geodata_options(command: argparse.ArgumentParser, lang: Lang) -> None:
    command.add_argument(
        "--format",
        choices=["gpkg", "geojson", "shp", "kml", "kmz"],
        default="gpkg",
        help=say("exports.cli_geo_format", lang),
    )
    command.add_argument("--crs", type=int, default=4326, help=say("exports.cli_crs", lang))


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


def _workbook(report: ReportData) -> bytes:
    from briefing.workbook import workbook  # noqa: PLC0415

    return workbook(report)


def _page(report: ReportData) -> bytes:
    from briefing.web import web_page  # noqa: PLC0415

    return web_page(report)


def _pack(report: ReportData, **options: Any) -> bytes:
    from briefing.pack import pack  # noqa: PLC0415

    return pack(report, **options)


REPORT_FORMATS: Final[dict[str, ReportFormat]] = {
    "slides": ReportFormat("pptx", _slides, _slides_options, _template),
    "workbook": ReportFormat("xlsx", _workbook),
    "geodata": ReportFormat("gpkg", _geodata, _geodata_options, lambda o: {"kind": o.format, "crs": o.crs}),
    "page": ReportFormat("html", _page),
    "pack": ReportFormat("zip", _pack, _slides_options, _template),
}
