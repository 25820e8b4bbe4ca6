"""The view: every choice a user makes, as one frozen value.

Pages read it with ``current()`` and change it with ``change(...)``; nothing else writes it. The
address of the page mirrors it (``views.state.address``), so that a copied address reproduces the view.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

import streamlit as st

from analysis.choices import WorthSettings
from analysis.scenarios import DRAFT, Variant
from layers import PLACE_KINDS, STATUSES, Edition, Group, shown_kinds, shown_layers, study, tick_boxes
from views import cache
from views.state.briefing_settings import BriefingSettings
from views.state.compare_settings import CompareSettings
from views.state.connectivity_settings import ConnectivitySettings
from words import DataError, Lang

_SLOT: Final = "view"
_TOUCHED: Final = "view_touched"
_HELD: Final = "view_held"


class Way(StrEnum):
    """Which of the two ways the compare page draws and lists."""

    FASTEST = "fastest"
    SHORTEST = "shortest"


SIDES: Final = ("left", "right")  # of the map: choices, facts
ADMIN: Final = tuple(tick_boxes(Group.ADMIN))
NETWORK: Final = tuple(tick_boxes(Group.PROJECTS, Group.ROADS))
ONLINE: Final = "online"  # the base map of the internet
BACKGROUND: Final = (*tick_boxes(Group.BASE), ONLINE)
ONE_EDITION: Final = {name: edition for name, edition in tick_boxes(*Group).items() if edition is not None}


def switches() -> tuple[str, ...]:
    """Names of all that a tick box shows or hides on the map: layers, kinds of places, the online base map."""
    return (*ADMIN, *NETWORK, *PLACE_KINDS, *BACKGROUND)


def _shown() -> frozenset[str]:
    """The tick boxes that are on in a new view."""
    return (shown_layers() & frozenset(tick_boxes(*Group))) | shown_kinds()


@dataclass(frozen=True)
class View:
    """All choices of one user.

    Parameters
    ----------
    folded
        Panels put away, of ``SIDES``: the map has their room.
    switches, statuses
        What of ``switches()`` is on, and states of the sections that are drawn.
    routes
        Ids of the ticked projects; ``None`` until the user ticks one: those the agreement asked for.
    focus
        What the facts panel shows: ``route:<id>``, ``place:<id>``, ``gate:<id>``, ``interchange:<id>``,
        ``province:<code>``, ``district:<code>`` or ``commune:<code>``; empty for nothing.
    year
        State of the scenario at work at the end of this year; ``None``: all sections.
    compare, connectivity, briefing, worth
        What these pages add; the compare page with what all scenarios assume.
    title, subtitle
        Of the printed map; an empty title takes the product's own.
    bounds
        West, south, east, north in degrees of the map to print; ``None``: as the map opens.
    """

    lang: Lang = Lang.VI
    edition: Edition = field(default_factory=lambda: study().editions[0])
    folded: frozenset[str] = frozenset()
    switches: frozenset[str] = field(default_factory=_shown)
    statuses: frozenset[str] = frozenset(STATUSES)
    routes: tuple[str, ...] | None = None
    focus: str = ""
    origin: str = field(default_factory=lambda: study().ends[0])
    destination: str = field(default_factory=lambda: study().ends[1])
    year: int | None = None
    way: Way = Way.FASTEST
    title: str = ""
    subtitle: str = ""
    bounds: tuple[float, float, float, float] | None = None
    compare: CompareSettings = field(default_factory=CompareSettings)
    briefing: BriefingSettings = field(default_factory=BriefingSettings)
    connectivity: ConnectivitySettings = field(default_factory=ConnectivitySettings)
    worth: WorthSettings = field(default_factory=WorthSettings)


def current() -> View:
    """The view of this session."""
    view: View | None = st.session_state.get(_SLOT)
    if view is None:
        put(view := View())
    return view


def put(view: View) -> None:
    """Replace the view of this session."""
    st.session_state[_SLOT] = view


def change(**choices: Any) -> View:
    """Replace some choices on behalf of the user and give the new view."""
    view = replace(current(), **choices)
    put(view)
    st.session_state[_TOUCHED] = True
    return view


def ticked_routes(view: View) -> tuple[str, ...]:
    """Ids of the ticked projects; before any choice those that the agreement asked for.

    Of what the agreement asked for, those are ticked that can stand together; none where the file cannot be read.
    """
    if view.routes is not None:
        return view.routes
    from layers import asked_for

    try:
        return asked_for(cache.projects()).kept
    except DataError:
        return ()


def draft(view: View) -> Variant:
    """The scenario at work: the ticked routes in the year chosen."""
    compare = view.compare
    return Variant(
        DRAFT,
        units=frozenset(ticked_routes(view)),
        year=view.year,
        closed_links=frozenset(compare.closed if compare.shut else ()),
        closed_stretches=frozenset(compare.stretches if compare.shut else ()),
    )


def change_routes(routes: tuple[str, ...] | None) -> View:
    """Tick other routes; what is looked at is then the scenario they make, no longer a saved or ready one."""
    return change(routes=routes, compare=replace(current().compare, subject=""))


def change_compare(**choices: Any) -> View:
    """Replace some choices of the compare page."""
    return change(compare=replace(current().compare, **choices))


def change_assumptions(**choices: Any) -> View:
    """Replace some of what all scenarios share."""
    return change_compare(assumptions=replace(current().compare.assumptions, **choices))


def change_connectivity(**choices: Any) -> View:
    """Replace some choices of the connectivity page."""
    return change(connectivity=replace(current().connectivity, **choices))


def change_worth(**choices: Any) -> View:
    """Replace some choices of the page of appraisal."""
    return change(worth=replace(current().worth, **choices))


def hold_address(*, on: bool) -> None:
    """Leave the address as it is for a while: what changes by itself is not a step back each time."""
    st.session_state[_HELD] = on


def address_held() -> bool:
    """Whether the address stays as it is."""
    return bool(st.session_state.get(_HELD, False))


def touch() -> None:
    """The user made a choice that no address shows: one that the browser sent with it is not newer than the view."""
    st.session_state[_TOUCHED] = True


def touched() -> bool:
    """Whether the user made a choice that the address does not show yet."""
    return bool(st.session_state.get(_TOUCHED, False))


def settle() -> None:
    """The address now shows the view."""
    st.session_state[_TOUCHED] = False
