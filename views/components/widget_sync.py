"""Widgets in step with the view: the view is the truth, a widget shows it and changes it.

Streamlit tells the browser a widget's value only if a run sets it. On another page the browser has
dropped the widgets of the last one, while the server still holds their values during the first run:
equal values would not be set, and every box would stand there empty. Until a page has been drawn
once as a whole, therefore, every value is set. Numbers are typed and brought in the notation of the page,
and asked about where a table itself cannot tell.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from views.components.markup import text
from views.state import session_view
from words import MISSING, ColumnNotation, Lang, Notation, notation, number, read_number, say

_SINCE: Final = "page-drawn-since"
_ARRIVES_S: Final = 3.0  # by when the browser has a page
# … and surely, on a machine that is busy with what the page asked for; for what nobody presses several times in that while
_SURELY_S: Final = 20.0
_USED: Final = "page-used"  # whether a box of the page was ticked: who does so has it
_DRAWN: Final = "page-drawn"  # the page whose widgets the browser has; empty while another one comes


def page_begins(page: str) -> None:
    """A run of a page begins."""
    if st.session_state.get(_DRAWN) != page:
        st.session_state[_DRAWN], st.session_state[_USED] = "", False
        session_view.hold_address(on=False)  # what played on the last page


def page_ends(page: str) -> None:
    """The page was drawn as a whole."""
    if st.session_state.get(_DRAWN) != page:
        st.session_state[_DRAWN], st.session_state[_SINCE] = page, time.monotonic()


def _on_its_way(within_s: float) -> bool:
    """Whether the browser may not have the page yet: a run right behind the first drops what is not sent by then."""
    return st.session_state.get(_DRAWN) == "" or time.monotonic() - st.session_state.get(_SINCE, 0.0) < within_s


def sync(key: str, value: Any, *, within_s: float = _ARRIVES_S) -> None:
    """Have the widget with this key, drawn next, show ``value``.

    Parameters
    ----------
    within_s
        For how long after the page was drawn the value is set although it is the one the server knows.
    """
    if _on_its_way(within_s) or st.session_state.get(key) != value:
        st.session_state[key] = value


def stay(key: str, labels: Sequence[str]) -> None:
    """Keep what the widget with this key shows, drawn next, where these labels of its options are others than before.

    The browser answers with a label. What it still says by one of another language, or by a name that has changed,
    is none of the options any more, and the widget would fall back to the first.
    """
    slot = f"{key}-labels"
    if st.session_state.get(slot, labels) != labels and key in st.session_state:
        st.session_state[key] = st.session_state[key]
    st.session_state[slot] = labels


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
    sync(key, value)
    stay(key, list(map(names, options)))
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
        sync(key, value, within_s=_SURELY_S)
    stay(key, list(map(names, options)))
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
    sync(key, list(value))
    stay(key, list(map(names, options)))
    st.multiselect(
        label,
        list(options),
        format_func=names,
        key=key,
        placeholder=empty,
        on_change=_passed,
        args=(lambda: choose(list(st.session_state[key])),),
        select_all=False,
    )


def tick(
    label: str,
    value: bool,  # noqa: FBT001 - the value shown
    *,
    key: str,
    choose: Callable[[bool], object],
    help_text: str | None = None,
) -> None:
    """A tick box. Once one was used no other is told what the server knows: that would take back what is ticked meanwhile."""

    def ticked() -> None:
        st.session_state[_USED] = True
        choose(bool(st.session_state[key]))

    sync(key, value, within_s=0.0 if st.session_state.get(_USED) else _ARRIVES_S)
    st.checkbox(label, key=key, on_change=ticked, help=help_text)


_ASKED: Final = "asked-first"  # key of the button that deletes and was pressed once


def ask_first(label: str, *, key: str) -> None:
    """A button for what deletes: pressed, it asks (:func:`sure`); pressed again, it asks no more."""

    def press() -> None:
        st.session_state[_ASKED] = "" if st.session_state.get(_ASKED) == key else key

    st.button(label, key=key, type="tertiary", on_click=press)


def sure(question: str, *, key: str, act: Callable[..., object], args: tuple[Any, ...] = (), lang: Lang) -> bool:
    """The question of the button of this key with its two answers, if it was pressed; whether it was."""
    if st.session_state.get(_ASKED) != key:
        return False

    def answer(*given: Any) -> None:
        st.session_state[_ASKED] = ""
        act(*given)

    st.html(f'<p class="lt-note" role="alert">{text(question)}</p>')
    with st.container(horizontal=True, gap="small"):
        st.button(say("undo.delete", lang), key=f"sure-{key}", on_click=answer, args=args)
        st.button(say("undo.keep", lang), key=f"keep-{key}", on_click=st.session_state.update, args=({_ASKED: ""},))
    return True


def notices() -> Any:
    """A place for messages that come and go above the tabs of :func:`parts`.

    The browser takes tabs that moved one place down for new ones: while their titles arrive one by one it
    settles on the tab that was open, and misses that the program has opened another.
    """
    return st.container()


FOLDED_TOO = False  # whether what is folded is drawn as well: tests read all of a page


def unfolded(title: str, *, key: str, expanded: bool = False) -> Any | None:
    """A part that folds: its container once it is unfolded, ``None`` until then, when nothing of it need be made or sent."""
    part = st.expander(title, expanded, key=key, on_change="rerun")
    return part if part.open or FOLDED_TOO else None


def parts(names: dict[str, str], value: str, *, key: str, choose: Callable[[str], object]) -> tuple[str, Any]:
    """Tabs of which only the open one is to be drawn: its name, and the container to draw it in.

    Parameters
    ----------
    names
        Titles by name, in the order of the tabs.
    """
    sync(key, names[value])

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


_EXAMPLE = 1234.5
_DECIMALS = 3  # a doubtful cell has exactly three digits behind its mark


def ask(told: ColumnNotation, *, column: str, key: str, lang: Lang) -> Notation:
    """The notation of a column; a choice of both readings is drawn where its cells leave it open."""
    readings = told.readings()
    if not readings:
        return told.notation
    shown = {each: _told(told.doubtful, value, each, lang) for each, value in readings.items()}
    stay(key, list(shown.values()))
    chosen: Notation = st.radio(
        say("own.which_number", lang, column=column, cell=told.doubtful),
        (told.notation, told.notation.other),
        format_func=shown.__getitem__,
        horizontal=True,
        key=key,
    )
    return chosen


def field(
    label: str,
    value: float | None,
    *,
    key: str,
    lang: Lang,
    entered: dict[str, str] | None = None,
) -> float | int | str | None:
    """A field for a number; whole ones come back as such, an empty field as ``None``.

    What is no number is said below the field and comes back as it was typed: nothing entered is lost.

    Parameters
    ----------
    entered
        Keeps what is typed, by key, for when the field is drawn again after another page was open.
    """
    start = _editable(value, lang)
    if entered is None:
        typed = st.text_input(label, start, key=key, placeholder=MISSING).strip()
    else:
        keep_entered(key, start, entered)
        typed = st.text_input(label, key=key, placeholder=MISSING, on_change=entering(key, entered)).strip()
    if not typed:
        return None
    try:
        read = read_number(typed, notation(lang))
    except ValueError:
        said = say("own.field_no_number", lang, found=typed[:40], example=number(_EXAMPLE, lang, decimals=1))
        st.html(f'<p class="lt-fault" role="alert">{text(said)}</p>')
        return typed
    return int(read) if read.is_integer() else read


def keep_entered(key: str, start: str, entered: dict[str, str]) -> None:
    """Have the widget with this key, drawn next without a value, show what was entered last, or else how it starts."""
    sync(key, entered.get(key, start))


def entering(key: str, entered: dict[str, str]) -> Callable[[], None]:
    """What such a widget calls when it is changed."""
    return lambda: entered.update({key: st.session_state[key]})


def _editable(value: float | None, lang: Lang) -> str:
    """A number to go on typing in: without marks for thousands, with the decimals it has."""
    if value is None:
        return ""
    return f"{value:.12g}".replace(".", "," if notation(lang) is Notation.COMMA else ".")


def _told(cell: str, value: float, each: Notation, lang: Lang) -> str:
    """A reading and what its mark is: 12.500 beside 12,500 looks like one number to who knows both notations."""
    mark = next(sign for sign in cell if sign in ".,")
    grouped = (mark == ".") is (each is Notation.COMMA)
    written = number(value, lang, decimals=0 if grouped else _DECIMALS)
    return say("own.mark_thousands" if grouped else "own.mark_decimal", lang, number=written, mark=mark)
