"""What the tabs have in common: buttons for a choice, and one map for all, so that the browser keeps it.

For that the map must stand in the same place of every tab: after the row of ``WIDTHS`` with the choices, in
``workspace.beside``, as third element after a control and a spinner. Only what lies on it changes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.symbology import ResultLayer
from views.components import in_a_row, long_work, map_panel, one_of
from views.state import session_view
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from analysis.scenarios import Scenario
    from views.state import View

WIDTHS: Final = (0.56, 0.44)  # of the map's column and of the one beside it
_CREDITS: Final = 0.07  # of the height: the credits cover some of it below


def show(
    view: View,
    layer: ResultLayer,
    *,
    of: Scenario,
    kinds: Collection[str],
    highlight: str | None = None,
    told: Collection[str] = (),
) -> None:
    """Draw a result with a state of the network and some kinds of places, and its legend below.

    Parameters
    ----------
    kinds
        Kinds of places drawn beside the provincial capitals.
    highlight
        Id of the place that is marked.
    told
        Ids of projects that the page speaks of: drawn beside those of the state.
    """
    state = map_panel.map_view(view, of=of)
    shown = replace(
        state,
        project_ids=state.project_ids | frozenset(told),
        results=(layer,),
        place_kinds=frozenset({"provincial_capital", *kinds}),
        highlight_id=highlight,
    )
    map_panel.frame("connectivity", of, foot=_CREDITS)
    with long_work.part("links", "map"):
        map_panel.fragment(shown, name="connectivity", memory="lienTinhConnectivity")
        st.html(in_a_row(layer.rows, heading=layer.rows[0].heading if layer.rows else "").html)


def nothing(lang: Lang) -> ResultLayer:
    """What is drawn while the first result is worked on."""
    return ResultLayer(f"nothing{lang.value}")


def linked(
    view: View, field: str, options: Sequence[str], *, words: str, key: str, names: str = "", hidden: bool = False
) -> None:
    """Draw the buttons.

    Parameters
    ----------
    field
        Of ``view.connectivity``.
    words
        Key of the label; with ``_`` and an option behind it the key of the option's name.
    names
        What stands before the option instead.
    hidden
        Whether the label is for screen readers alone.
    """
    one_of(
        say(words, view.lang),
        options,
        getattr(view.connectivity, field),
        names=lambda option: say(f"{names or words}_{option}", view.lang),
        key=key,
        choose=lambda option: session_view.change_connectivity(**{field: option}),
        hidden=hidden,
    )
