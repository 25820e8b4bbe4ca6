"""The connectivity page: access, border and round trips, before and after the scenario looked at.

Each tab is a module of its own with ``show(view, columns)``, which may give what takes its time and is to be
done once the page stands; a new one is a row of ``Tab``, its module and its row here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from views.components import guarded, parts, scenario_panel
from views.pages.connectivity import access, between, border, critical, tourism
from views.state import Tab, session_view
from words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from views.state import Columns, View

_SHOW: Final = {
    Tab.ACCESS: access.show,
    Tab.BORDER: border.show,
    Tab.TOURISM: tourism.show,
    Tab.BETWEEN: between.show,
    Tab.CRITICAL: critical.show,
}


def show() -> None:
    """Draw the page."""
    scenario_panel.beside_panel("connectivity", _tabs)


def _tabs(view: View, columns: Columns) -> Callable[[], None] | None:
    """Draw the open tab; gives what is to be done once the page stands."""
    names = {tab.value: say(f"linking.tab_{tab.value}", view.lang) for tab in Tab}
    name, _ = parts(
        names,
        view.connectivity.tab.value,
        key=f"tab-{view.lang.value}",
        choose=lambda chosen: session_view.change_connectivity(tab=Tab(chosen)),
    )
    # below the row of tabs, not in one of them: so the browser keeps the map (connectivity_map)
    with guarded(f"connectivity.{name}", lang=view.lang):
        return _SHOW[Tab(name)](view, columns)
    return None
