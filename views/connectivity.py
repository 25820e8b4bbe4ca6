"""The connectivity page: access, border and round trips, before and after the scenario looked at.

Each tab is a module of its own with ``show(view, columns)``, which may give what takes its time and is to be
done once the page stands; a new one is a row of ``linking.Tab``, its module and its row here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from views import (
    connectivity_access,
    connectivity_between,
    connectivity_border,
    connectivity_critical,
    connectivity_tourism,
    session_view,
    workbench,
)
from views.choosing import parts
from views.linking import Tab
from views.page_errors import guarded
from words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from views.scenarios import Columns
    from views.session_view import View

_SHOW: Final = {
    Tab.ACCESS: connectivity_access.show,
    Tab.BORDER: connectivity_border.show,
    Tab.TOURISM: connectivity_tourism.show,
    Tab.BETWEEN: connectivity_between.show,
    Tab.CRITICAL: connectivity_critical.show,
}


def show() -> None:
    """Draw the page."""
    workbench.show("connectivity", _tabs)


def _tabs(view: View, columns: Columns) -> Callable[[], None] | None:
    """Draw the open tab; gives what is to be done once the page stands."""
    names = {tab.value: say(f"linking.tab_{tab.value}", view.lang) for tab in Tab}
    name, _ = parts(
        names,
        view.linking.tab.value,
        key=f"tab-{view.lang.value}",
        choose=lambda chosen: session_view.change_linking(tab=Tab(chosen)),
    )
    # below the row of tabs, not in one of them: so the browser keeps the map (connectivity_map)
    with guarded(f"connectivity.{name}", lang=view.lang):
        return _SHOW[Tab(name)](view, columns)
    return None
