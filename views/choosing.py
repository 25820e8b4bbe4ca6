"""Widgets that show a choice of the view and change it: the view is the truth, the widget its mirror."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from views.mirror import mirror


def one_of(
    label: str,
    options: Sequence[str],
    value: str,
    *,
    names: Callable[[str], str],
    key: str,
    choose: Callable[[str], object],
    hidden: bool = False,
) -> None:
    """Buttons in a row of which one is pressed; pressing it again changes nothing."""
    mirror(key, value)
    st.segmented_control(
        label,
        list(options),
        format_func=names,
        key=key,
        on_change=_changed,
        args=(key, choose),
        width="stretch",
        label_visibility="collapsed" if hidden else "visible",
    )


def from_list(
    label: str,
    options: Sequence[str],
    value: str,
    *,
    names: Callable[[str], str],
    key: str,
    choose: Callable[[str], object],
) -> None:
    """A list that opens, with search."""
    if value in options:
        mirror(key, value)
    st.selectbox(label, list(options), format_func=names, key=key, on_change=_changed, args=(key, choose))


def several(
    label: str,
    options: Sequence[str],
    value: Sequence[str],
    *,
    names: Callable[[str], str],
    key: str,
    empty: str,
    choose: Callable[[list[str]], object],
) -> None:
    """A list of which any number is chosen; ``empty`` says what none means."""
    mirror(key, list(value))
    st.multiselect(
        label, list(options), format_func=names, key=key, placeholder=empty,
        on_change=_passed, args=(lambda: choose(list(st.session_state[key])),), select_all=False,
    )  # fmt: skip


def tick(
    label: str,
    value: bool,  # noqa: FBT001 - the value shown
    *,
    key: str,
    choose: Callable[[bool], object],
    help_text: str | None = None,
) -> None:
    """A tick box."""
    mirror(key, value)
    st.checkbox(label, key=key, on_change=_passed, args=(lambda: choose(bool(st.session_state[key])),), help=help_text)


def notices() -> Any:
    """A place for messages that come and go above the tabs of :func:`parts`.

    The browser takes tabs that moved one place down for new ones: while their titles arrive one by one it
    settles on the tab that was open, and misses that the program has opened another.
    """
    return st.container()


def parts(names: dict[str, str], value: str, *, key: str, choose: Callable[[str], object]) -> tuple[str, Any]:
    """Tabs of which only the open one is to be drawn: its name, and the container to draw it in.

    Parameters
    ----------
    names
        Titles by name, in the order of the tabs.
    """
    mirror(key, names[value])

    def chosen() -> None:
        title = st.session_state[key]
        choose(next((name for name, own in names.items() if own == title), value))

    tabs = st.tabs(list(names.values()), key=key, on_change=chosen)
    found = [(name, tab) for name, tab in zip(names, tabs, strict=True) if tab.open]
    return found[0] if found else (next(iter(names)), tabs[0])


def _passed(choose: Callable[[], object]) -> None:
    choose()


def _changed(key: str, choose: Callable[[str], object]) -> None:
    if st.session_state[key] is not None:
        choose(st.session_state[key])
