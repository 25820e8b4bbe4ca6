"""The compare page: scenarios side by side, and what each changes, for whom, in which order to build."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from views import closure, gains, matrix, overview, pair, scenario_panel, session_view, shares, workbench
from views.choosing import parts
from views.page_errors import guarded
from views.study import Part
from words import say

if TYPE_CHECKING:
    from views.scenarios import Columns
    from views.session_view import View

_SHOW: Final = {
    Part.OVERVIEW: overview.show,
    Part.PAIR: pair.show,
    Part.MATRIX: matrix.show,
    Part.GAINS: gains.show,
    Part.SHARES: shares.show,
    Part.CLOSURE: closure.show,
}


def show() -> None:
    """Draw the page."""
    workbench.show("compare", _parts)


def _parts(view: View, columns: Columns) -> Callable[[], None] | None:
    """Draw the open part; gives what is to be done once the page stands."""
    names = {part.value: say(f"compare.part_{part.value}", view.lang) for part in Part}
    name, tab = parts(
        names,
        view.study.part.value,
        key=f"part-{view.lang.value}",
        choose=lambda chosen: session_view.change_study(part=Part(chosen)),
    )
    with tab:
        if Part(name) is not Part.OVERVIEW:
            scenario_panel.subject(view, columns)
        with guarded(f"compare.{name}", lang=view.lang):
            return _SHOW[Part(name)](view, columns)
    return None
