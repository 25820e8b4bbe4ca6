"""Slides with their maps drawn beside the rest, in a process that reads the layers of the same folder.

A map is a second of work that needs no figure but those in its order, so that figures and tables are made meanwhile. Where there
is no second process, or the layers stand in no folder, each is drawn when its slide asks for it: the same bytes.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from analysis.runtime import workshop
from briefing.content import DataSource
from layers import folder_told, named_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from briefing.content import Laid, ReportData
    from briefing.map import Order, Picture
    from layers import Project, UserData


def slides(report: ReportData, **options: Any) -> bytes:
    """The deck of a report; options and errors as of ``briefing.slides.presentation.slides``."""
    with painting(report) as begin:  # first: the other process loads its libraries while this one loads those of slides
        from briefing.slides import presentation  # noqa: PLC0415

        return presentation.slides(report, begin=begin, **options)


@contextmanager
def painting(report: ReportData) -> Iterator[Callable[[Order], Callable[[], Picture]]]:
    """What begins a picture of a report and gives what waits for it."""
    source = report.source

    def here(order: Order) -> Picture:
        return _drawn(order, source, report.laid)

    if source.folder is None:
        yield lambda order: partial(here, order)
        return
    with workshop(painter, source.folder, folder_told(), source.own, source.projects(), here=here) as begin:
        yield begin


def painter(folder: Path, told: Path, own: UserData, projects: tuple[Project, ...]) -> Callable[[Order], Picture]:
    """What draws orders on the layers of a folder, each read once.

    Parameters
    ----------
    told
        The folder that texts are named after.
    """
    there = DataSource.of_folder(folder)
    source = replace(there, layer=cache(there.layer), projects=lambda: projects, own=own)
    laid: Laid = {}

    def draw(order: Order) -> Picture:
        with named_after(told):
            return _drawn(order, source, laid)

    return draw


def _drawn(order: Order, source: DataSource, laid: Laid) -> Picture:
    from briefing.map import drawn  # noqa: PLC0415 - matplotlib loads where a picture is drawn

    return drawn(order, source=source, laid=laid)
