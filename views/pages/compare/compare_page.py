"""The compare page: scenarios side by side, and what each changes, for whom, in which order to build."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from views.components import guarded, parts, scenario_panel
from views.pages.compare import closure, gains, matrix, overview, pair, shares
from views.state import Part, session_view
from words import say

if TYPE_CHECKING:
    from views.state import Columns, View

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
    scenario_panel.beside_panel("compare", _parts)


def _parts(view: View, columns: Columns) -> Callable[[], None] | None:
    """Draw the open part; gives what is to be done once the page stands."""
    names = {part.value: say(f"compare.part_{part.value}", view.lang) for part in Part}
    name, tab = parts(
        names,
        view.compare.part.value,
        key=f"part-{view.lang.value}",
        choose=lambda chosen: session_view.change_compare(part=Part(chosen)),
    )
    with tab:
        if Part(name) is not Part.OVERVIEW:
            scenario_panel.subject(view, columns)
        with guarded(f"compare.{name}", lang=view.lang):
            return _SHOW[Part(name)](view, columns)
    return None
