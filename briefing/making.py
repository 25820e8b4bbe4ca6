"""A file from what was chosen alone, wherever it is made: request, world and the user's data, no reader that a page holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from briefing.content import ReportData
from briefing.formats import REPORT_FORMATS

if TYPE_CHECKING:
    from analysis.scenarios import World
    from briefing.content import ReportRequest
    from layers import UserData


def file_of(
    request: ReportRequest,
    kind: str,
    options: Mapping[str, Any],
    *,
    world: World,
    own: UserData,
    progress: Callable[[int, int, str], None],
) -> bytes:
    """The content of a file.

    Parameters
    ----------
    kind, options
        Key of the format, and keywords of its writer.
    progress
        Told steps done, steps in all and what is worked on, a key of the words.

    Raises
    ------
    InputError
        If something cannot be made as chosen; the sentence names the remedy.
    """
    form, told = REPORT_FORMATS[kind], count()
    steps = form.steps + form.steps_a_language * len(request.langs)
    report = ReportData.of_folder(
        request, world=world, own=own, progress=lambda step: progress(min(next(told), steps), steps, step)
    )
    return form.write(report, **options)
