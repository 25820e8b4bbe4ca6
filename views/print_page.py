"""The print page: choose the frame on a map, take away a sheet of A4 at 300 dpi."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views import data, map_panel, session, state
from views.markup import text
from views.page_errors import guarded
from views.state import View
from views.url import LONGEST_LINE
from words import say
from words.figures import number

if TYPE_CHECKING:
    from briefing import PrintRequest

_HEIGHT: Final = 520
_DIGITS: Final = 4  # of a degree, as in the address
_DPI: Final = 300


def show() -> None:
    """Draw the page."""
    _page()


@st.fragment
def _page() -> None:
    """Everything in one fragment: a move of the map changes what would be printed."""
    view = state.current()
    lang = view.lang
    left, middle, right = st.columns([0.2, 0.43, 0.37], gap="small")
    with middle, guarded("print.map", lang=lang):
        st.html(f'<p class="lt-note">{text(say("print.frame_note", lang))}</p>')
        map_panel.show(
            map_panel.map_view(replace(view, focus="")),
            name="print", height=_HEIGHT, memory="lienTinh", returned="bounds", on_change=_moved,
        )  # fmt: skip
    with left:
        _field("title", view, say("print.title", lang), say("briefing.default_title", lang))
        _field("subtitle", view, say("print.subtitle", lang), say("print.subtitle_hint", lang))
        wanted = st.button(say("print.make", lang), type="primary", width="stretch", disabled=view.bounds is None)
        if view.bounds is None:
            st.html(f'<p class="lt-note">{text(say("print.no_frame", lang))}</p>')
        else:
            _frame_in_words(view)
    with right, guarded("print.sheet", lang=lang):
        _sheet(view, wanted=wanted)
    session.mirror()


def _moved(bounds: Any) -> None:
    """Note what the browser shows: west, south, east, north."""
    try:
        low, high = bounds["_southWest"], bounds["_northEast"]
        corners = (low["lng"], low["lat"], high["lng"], high["lat"])
        state.change(bounds=tuple(round(float(c), _DIGITS) for c in corners))
    except (KeyError, TypeError, ValueError):
        return  # no bounds yet


def _field(name: str, view: View, label: str, hint: str) -> None:
    """A line of the title block; kept in the view and so in the address."""
    key = f"print-{name}"

    def choose() -> None:
        line = "".join(c for c in st.session_state[key] if c.isprintable()).strip()
        state.change(**{name: line[:LONGEST_LINE]})

    if st.session_state.get(key) != getattr(view, name):
        st.session_state[key] = getattr(view, name)
    st.text_input(label, key=key, on_change=choose, max_chars=LONGEST_LINE, placeholder=hint)


def _frame_in_words(view: View) -> None:
    assert view.bounds is not None
    west, south, east, north = (number(v, view.lang, decimals=3) for v in view.bounds)
    words = say("print.frame", view.lang, west=west, south=south, east=east, north=north)
    st.html(f'<p class="lt-note">{text(words)}</p>')


def _sheet(view: View, *, wanted: bool) -> None:
    """Preview and downloads of the sheet for the choices on screen, never of earlier ones."""
    lang = view.lang
    if view.bounds is None:
        return
    request = _request(view)
    if wanted:
        with st.spinner(say("print.drawing", lang)):
            st.session_state["printed"] = (
                request,
                {kind: _rendered(replace(request, format=kind)) for kind in ("png", "pdf")},
            )
    printed, files = st.session_state.get("printed", (None, {}))
    if printed != request:
        st.html(f'<p class="lt-note">{text(say("print.not_made", lang))}</p>')
        return
    st.image(files["png"], caption=say("print.preview", lang), width="stretch")
    for kind, mime in (("png", "image/png"), ("pdf", "application/pdf")):
        st.download_button(
            say(f"print.download_{kind}", lang, size=number(len(files[kind]) / 1e6, lang, decimals=1)),
            files[kind], file_name=file_name(view, kind, day=_today()), mime=mime, width="stretch", on_click="ignore",
        )  # fmt: skip


def _request(view: View) -> PrintRequest:
    """What the sheet shall show: the same choices as the map on this page."""
    from briefing import PrintRequest

    assert view.bounds is not None
    shown = map_panel.map_view(view)
    return PrintRequest(
        bounds=view.bounds,
        lang=view.lang,
        edition=view.edition,
        layers=shown.layers,
        project_ids=shown.project_ids,
        statuses=shown.statuses,
        place_kinds=shown.place_kinds,
        title=view.title,
        subtitle=view.subtitle,
        date=_today(),
        format="png",
        dpi=_DPI,
        data_digest=data.state_of_data()[1],
    )


def _rendered(request: PrintRequest) -> bytes:
    from briefing import render
    from briefing.shelf import Shelf

    return render(request, shelf=Shelf(layer=data.layer, projects=data.projects, manifest=data.manifest))


def _today() -> dt.date:
    """The day on the wall of the office that runs the program."""
    return dt.datetime.now().astimezone().date()


def file_name(view: View, kind: str, *, day: dt.date) -> str:
    """A name that says what and when, in letters every file system takes."""
    from briefing import naming

    return naming.file_name(
        view.title, kind=kind, scenario=view.edition.value, day=day, otherwise=say("print.file", view.lang)
    )
