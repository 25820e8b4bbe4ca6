"""The briefing page: choose a file, see the sheet, take it away."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers.digest import text_digest
from views import briefing_files, cache, data, map_panel, meeting, scenario_panel, scenarios, session, session_view
from views.choosing import from_list, one_of, tick
from views.markup import text
from views.meeting import LONGEST_LINE
from views.mirror import mirror
from views.page_errors import guarded
from words import Lang, say
from words.figures import number
from words.spelling import clean

if TYPE_CHECKING:
    from views.briefing_files import Made
    from views.scenarios import Columns
    from views.session_view import View

_HEIGHT: Final = 640  # pixels
_MAP: Final = 330
_DIGITS: Final = 4  # of a degree, as in the address
_MADE, _SHOWN = "briefing-made", "briefing-preview"
_TEMPLATE: Final = "slide-template"
_SHEETS: Final = ("map", "atlas")
_TEMPLATED: Final = ("slides", "pack")


def show() -> None:
    """Draw the page."""
    view = session_view.current()
    lang = view.lang
    with st.spinner(say("compare.loading", lang)), guarded("briefing.world", lang=lang):
        data.world()
    left, right = st.columns([0.36, 0.64], gap="small")
    columns: Columns | None = None
    with left, st.container(height=_HEIGHT, border=False, key="ltchoices"), guarded("briefing.choices", lang=lang):
        with guarded("briefing.scenarios", lang=lang):
            columns = scenarios.columns(view)
        _what(view)
        scenario_panel.subject(view, columns or scenarios.bare())
        _words(view)
        (_paper if view.meeting.kind in _SHEETS else _export)(view)
    with right, guarded("briefing.file", lang=lang):
        if columns is not None:
            _file(view, columns)


def _choose(**choices: Any) -> None:
    session_view.change(meeting=replace(session_view.current().meeting, **choices))


def _put(name: str, value: object) -> None:
    _choose(**{name: value})


def _list(name: str, options: tuple[str, ...], view: View, *, title: str = "") -> None:
    """A list of one of the choices of the page; texts are ``meeting.<name>_<option>`` where there are any."""
    from_list(
        say(f"meeting.{title or name}", view.lang), options, getattr(view.meeting, name), names=lambda o: _option(name, o, view.lang),
        key=f"meeting-{name}", choose=lambda chosen: _choose(**{name: chosen}),
    )  # fmt: skip


def _option(name: str, option: str, lang: Lang) -> str:
    if name == "scale" and option:
        return f"1:{number(int(option), lang)}"
    if name in {"paper", "dpi", "format", "geo"}:
        return {"dpi": f"{option} dpi"}.get(name, option if name == "paper" else option.upper())
    if name == "crs":
        from briefing.systems import system_name

        return system_name(int(option), lang)
    return say(f"meeting.{name}_{option or 'fit'}", lang)


def _what(view: View) -> None:
    """Which file."""
    from_list(
        say("meeting.kind", view.lang), meeting.KINDS, view.meeting.kind, names=lambda k: say(f"meeting.kind_{k}", view.lang),
        key="meeting-kind", choose=lambda kind: _choose(kind=kind),
    )  # fmt: skip


def _words(view: View) -> None:
    """Title, subtitle, organisation, author."""
    for pair in (("title", "subtitle"), ("organisation", "author")):
        for name, column in zip(pair, st.columns(2, gap="small"), strict=True):
            with column:
                _field(name, view)


def _field(name: str, view: View) -> None:
    """A line of text; kept in the view and so in the address."""
    key, of_view = f"print-{name}", name in {"title", "subtitle"}
    value = getattr(view if of_view else view.meeting, name)

    def choose() -> None:
        line = clean(st.session_state[key], longest=LONGEST_LINE)
        if of_view:
            session_view.change(**{name: line})
        else:
            _choose(**{name: line})

    mirror(key, value)
    hint = {"title": say("briefing.default_title", view.lang), "subtitle": say("print.subtitle_hint", view.lang)}.get(
        name, ""
    )
    st.text_input(
        say(f"meeting.{name}", view.lang), key=key, on_change=choose, max_chars=LONGEST_LINE, placeholder=hint
    )


def _paper(view: View) -> None:
    """Paper, extent and what stands beside the map."""
    lang, chosen = view.lang, view.meeting
    if chosen.kind == "atlas":
        _list("atlas", meeting.ATLAS, view)
    left, right = st.columns(2, gap="small")
    with left:
        _list("paper", meeting.PAPERS, view)
        if chosen.kind == "map":
            _list("format", meeting.MAP_FORMATS, view)
    with right:
        _list("orientation", meeting.ORIENTATIONS, view)
        if chosen.kind == "map":
            _list("dpi", meeting.RESOLUTIONS, view)
    if chosen.kind == "map":
        left, right = st.columns(2, gap="small")
        with left:
            _list("extent", meeting.EXTENTS, view)
        with right:
            _list("scale", meeting.SCALES, view)
        if chosen.extent == "view":
            _frame(view)
    boxes = ("facts", "grey") if chosen.kind == "atlas" else ("figures", "facts", "pair", "grey")
    for name in boxes:
        tick(
            say(f"meeting.{name}", lang), getattr(chosen, name), key=f"meeting-{name}",
            choose=partial(_put, name),
        )  # fmt: skip
    st.html(f'<p class="lt-note">{text(say("meeting.layers_note", lang))}</p>')


def _export(view: View) -> None:
    """Language, or format and coordinate system."""
    if view.meeting.kind == "geodata":
        _list("geo", meeting.GEO_FORMATS, view)
        _list("crs", meeting.systems(), view)
        return
    one_of(
        say("meeting.languages", view.lang), meeting.LANGUAGES, view.meeting.languages,
        names=lambda o: say(f"meeting.languages_{o}", view.lang), key="meeting-languages", choose=lambda o: _choose(languages=o),
    )  # fmt: skip
    st.html(f'<p class="lt-note">{text(say(f"meeting.holds_{view.meeting.kind}", view.lang))}</p>')
    if view.meeting.kind in _TEMPLATED:
        st.file_uploader(say("meeting.template", view.lang), type="pptx", key=_TEMPLATE)


def _template() -> tuple[bytes, str] | None:
    """The slide template of the user's own, if one was given."""
    file = st.session_state.get(_TEMPLATE)
    return None if file is None else (file.getvalue(), file.name)


@st.fragment
def _frame(view: View) -> None:
    """A map whose frame is what will be printed."""
    map_panel.show(
        map_panel.map_view(replace(view, focus="")),
        name="print", height=_MAP, memory="lienTinh", returned="bounds", on_change=_moved,
    )  # fmt: skip
    session.mirror()
    if session_view.current().bounds != view.bounds:
        st.rerun()


def _moved(bounds: Any) -> None:
    """Note what the browser shows: west, south, east, north."""
    try:
        low, high = bounds["_southWest"], bounds["_northEast"]
        corners = (low["lng"], low["lat"], high["lng"], high["lat"])
        session_view.change(bounds=tuple(round(float(c), _DIGITS) for c in corners))
    except (KeyError, TypeError, ValueError):
        return  # no bounds yet


def _file(view: View, columns: Columns) -> None:
    """The button, the finished file of exactly these choices, and the preview."""
    lang, key = view.lang, _key(view, columns)
    left, right = st.columns([0.4, 0.6], vertical_alignment="center")
    with left:
        wanted = st.button(say("meeting.make", lang), type="primary", width="stretch", key="make-file")
    if wanted:
        with st.status(say("meeting.working", lang), expanded=True) as status:
            made = briefing_files.make(
                view, columns, template=_template(), progress=lambda step: status.update(label=say(step, lang))
            )
            status.update(label=say("meeting.done", lang), state="complete", expanded=False)
        st.session_state[_MADE] = (key, made)
    known, made = st.session_state.get(_MADE, ("", None))
    with right:
        if made is not None and known == key:
            _download(made, lang)
        else:
            st.html(f'<p class="lt-note">{text(say("meeting.not_made", lang))}</p>')
    _preview(view, columns)


def _download(made: Made, lang: Lang) -> None:
    size = number(len(made.content) / 1e6, lang, decimals=1)
    st.download_button(
        say("meeting.download", lang, size=size),
        made.content,
        made.name,
        made.mime,
        width="stretch",
        on_click="ignore",
        key="take-file",
    )
    st.html(f'<p class="lt-note">{text(made.name)}</p>')


def _preview(view: View, columns: Columns) -> None:
    """The sheet as it will be; while a new one is drawn the page says so."""
    lang = view.lang
    if view.meeting.extent == "view" and view.bounds is None and view.meeting.kind == "map":
        st.html(f'<p class="lt-note">{text(say("print.no_frame", lang))}</p>')
        return
    chosen = replace(
        view.meeting, format="", dpi="", languages=view.meeting.languages.replace("both", "vi"), geo="", crs=""
    )
    key = _key(replace(view, meeting=chosen), columns)  # what the picture does not depend on
    known, picture = st.session_state.get(_SHOWN, ("", None))
    if known != key:
        with st.spinner(say("print.drawing", lang)):
            picture = briefing_files.preview(view, columns)
        st.session_state[_SHOWN] = (key, picture)
    st.image(
        picture,
        caption=say(f"meeting.preview_{'sheet' if view.meeting.kind in _SHEETS else 'map'}", lang),
        width="stretch",
    )


def _key(view: View, columns: Columns) -> str:
    """Names every choice that a file depends on, and the data."""
    chosen = (
        view.meeting,
        view.title,
        view.subtitle,
        view.bounds,
        view.lang,
        view.edition,
        view.origin,
        view.destination,
    )
    shown = (sorted(view.switches), sorted(view.statuses), columns.subject(view).key, briefing_files.today())
    template = _template() if view.meeting.kind in _TEMPLATED else None
    return repr(
        (
            template and (template[1], text_digest([template[0].hex()])),
            cache.stamp_of_all(),
            columns.digest,
            chosen,
            shown,
        )
    )
