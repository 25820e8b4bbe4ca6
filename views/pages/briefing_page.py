"""The briefing page: choose a file, see the sheet, take it away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

import jobs
from analysis.scenarios import story_digest
from briefing import GEODATA_FORMATS, MAP_FORMATS, REPORT_FORMATS, Choice
from briefing.content import ATLAS_BY, LETTER_KINDS, LETTER_LINES, PROFILE_FIELDS, SHEET_LINES
from layers import WGS84, text_digest
from views import cache
from views.components import from_list, guarded, long_work, map_panel, one_of, parts, scenario_panel, sync, text, tick
from views.pages.story import seen, story_page
from views.state import (
    LONGEST_LINE,
    briefing_settings,
    data,
    keeping,
    scenarios,
    session,
    session_view,
    story,
    user_data,
    worth_tables,
)
from words import Lang, clean, number, say

if TYPE_CHECKING:
    from briefing import ReportFormat
    from briefing.content import Letter, Paper, ReportRequest
    from views.state import Columns, View


@dataclass(frozen=True)
class Made:
    """A finished file."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Preview:
    """A small picture of what a file holds, and what its map leaves out, in sentences."""

    picture: bytes
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Templates:
    """Content and name of the user's own templates; None where there is none."""

    slides: tuple[bytes, str] | None = None
    letter: tuple[bytes, str] | None = None


def brief_of(view: View, columns: Columns) -> ReportRequest:
    """What the briefing is asked for by the choices on screen."""
    from briefing.content import ReportRequest, languages
    from briefing.value import value_asked

    asked = view.briefing
    told = Choice.LANGUAGES in REPORT_FORMATS[asked.kind].choices
    return ReportRequest(
        scenario_set=columns.scenario_set,
        main=columns.subject(view).key,
        langs=languages(_languages_of(view)) if told else (view.lang,),
        edition=view.edition,
        title=view.title,
        subtitle=view.subtitle,
        organisation=asked.organisation,
        author=asked.author,
        date=today(),
        place=asked.place,
        bounds=view.bounds if asked.extent == "view" else None,
        origin=view.origin,
        destination=view.destination,
        story=story.current(),
        value=value_asked(data.world(), view.worth, own_trips=worth_tables.current().trips),
    )


def paper_of(view: View) -> Paper:
    """How a sheet is made by the choices on screen; layers as on the map page."""
    from briefing.content import Official, Paper

    asked, shown = view.briefing, map_panel.map_view(view)
    return Paper(
        format=asked.format,
        paper=asked.paper,
        orientation=asked.orientation,
        dpi=int(asked.dpi),
        scale=int(asked.scale) if asked.scale else None,
        greyscale=asked.grey,
        pair=asked.pair,
        route_facts=asked.facts,
        figures=asked.figures,
        layers=shown.layers,
        statuses=shown.statuses,
        place_kinds=shown.place_kinds,
        extent=asked.extent,
        official=Official(boxes=asked.boxes, **{name: getattr(asked, name) for name in SHEET_LINES}),
    )


def previewer(view: View, columns: Columns) -> Callable[[long_work.Progress], Preview]:
    """What draws the very sheet as a small picture, of what holds no sheet the map it holds; it reads no session."""
    from briefing.map import preview_of

    form = REPORT_FORMATS[view.briefing.kind]
    request, paper, world, own = brief_of(view, columns), paper_of(view), data.world(), user_data.current()
    atlas = view.briefing.atlas if Choice.ATLAS in form.choices else ""

    def drawn(progress: long_work.Progress) -> Preview:
        return Preview(
            *jobs.run(
                preview_of,
                request,
                paper,
                atlas_by=atlas,
                as_sheet=form.as_sheet,
                world=world,
                own=own,
                still=progress.still,
            )
        )

    return drawn


def maker(
    view: View, columns: Columns, *, templates: Templates | None = None
) -> Callable[[Callable[[int, int, str], None]], Made]:
    """What makes the file chosen; it reads no session, and is told whom to tell how far it is.

    Parameters
    ----------
    templates
        The user's own, for slides, letters and packs.

    Raises
    ------
    InputError
        If something cannot be made as chosen; the sentence names the remedy.
    """
    form, request, world, own = (
        REPORT_FORMATS[view.briefing.kind],
        brief_of(view, columns),
        data.world(),
        user_data.current(),
    )
    chosen, written = _chosen(view, form, templates or Templates()), form.variants.get(_variant(view, form), form)
    name = request.file_name(written.ending, **form.named(view.briefing.paper, request.lang, **chosen))

    def made(progress: Callable[[int, int, str], None]) -> Made:
        from briefing import file_of

        content = jobs.run(
            file_of, request, form.key, chosen, world=world, own=own, progress=progress, lane=jobs.Lane.FILES
        )
        return Made(name, written.mime, content)

    return made


def _variant(view: View, form: ReportFormat) -> str:
    """The variant chosen, where a format has some."""
    return view.briefing.geo if Choice.GEODATA in form.choices else view.briefing.format


def _chosen(view: View, form: ReportFormat, templates: Templates) -> dict[str, Any]:
    """What is chosen for the format, as keywords of its writer."""
    asked, chosen = view.briefing, dict[str, Any]()
    if Choice.PAPER in form.choices:
        chosen["paper"] = paper_of(view)
    if Choice.ATLAS in form.choices:
        chosen["by"] = asked.atlas
    if Choice.GEODATA in form.choices:
        chosen |= {"kind": asked.geo, "crs": int(asked.crs)}
    if Choice.LENGTH in form.choices:
        chosen["short"] = asked.short
    if Choice.TEMPLATE in form.choices and templates.slides is not None:
        chosen |= {"template": templates.slides[0], "template_name": templates.slides[1]}
    if Choice.LETTER in form.choices:
        chosen["letter"] = letter_of(view, templates.letter)
    return chosen


def letter_of(view: View, template: tuple[bytes, str] | None) -> Letter:
    """How the written report is headed and signed."""
    from briefing.content import Letter

    content, name = template or (None, "")
    fields = {field: getattr(view.briefing, field) for field in LETTER_LINES}
    return Letter(kind=view.briefing.letter, template=content, template_name=name, **fields)


def today() -> dt.date:
    """The day on the wall of the office that runs the program."""
    return dt.datetime.now().astimezone().date()


_MAP: Final = 330
_OF_PROFILE: Final = {"kind": "letter"}  # a field of the profile by its name among the choices
_DIGITS: Final = 4  # of a degree, as in the address
_ASKED, _SHEET = "briefing-asked", "sheet"
_TEMPLATE, _WORD_TEMPLATE = "slide-template", "letter-template"


def show() -> None:
    """Draw the open part of the page: files to make, or the presentation."""
    view = session_view.current()
    with st.spinner(say("compare.loading", view.lang)), guarded("briefing.world", lang=view.lang):
        data.world()
        seen.follow(view.lang)  # files hold the kept views too
    names = {part: say(f"meeting.part_{part}", view.lang) for part in briefing_settings.PARTS}
    name, tab = parts(
        names, view.briefing.part, key=f"desk-{view.lang.value}", choose=lambda chosen: _choose(part=chosen)
    )
    with tab:
        if name == "story":
            with guarded("briefing.story", lang=view.lang):
                story_page.show()
        else:
            _files(view)


def _files(view: View) -> None:
    """Choose a file, see the sheet, take it away."""
    lang = view.lang
    left, right = st.columns([0.36, 0.64], gap="small")
    columns: Columns | None = None
    with left, guarded("briefing.choices", lang=lang):
        with guarded("briefing.scenarios", lang=lang):
            columns = scenarios.columns(view)
        _what(view)
        scenario_panel.subject(view, columns or scenarios.bare())
        _words(view)
        (_paper if _asks(view, Choice.PAPER) else _export)(view)
    with right, guarded("briefing.file", lang=lang):
        if columns is not None:
            _file(view, columns)


def _asks(view: View, choice: Choice) -> bool:
    """Whether this is chosen for the file."""
    return choice in REPORT_FORMATS[view.briefing.kind].choices


def _choose(**choices: Any) -> None:
    session_view.change(briefing=replace(session_view.current().briefing, **choices))


def _put(name: str, value: object) -> None:
    _choose(**{name: value})


def _list(name: str, options: tuple[str, ...], view: View, *, title: str = "") -> None:
    """A list of one of the choices of the page; texts are ``meeting.<name>_<option>`` where there are any."""
    from_list(
        say(f"meeting.{title or name}", view.lang),
        options,
        getattr(view.briefing, name),
        names=lambda o: _option(name, o, view.lang),
        key=f"meeting-{name}",
        choose=lambda chosen: _choose(**{name: chosen}),
    )


def _option(name: str, option: str, lang: Lang) -> str:
    if name == "scale" and option:
        return f"1:{number(int(option), lang)}"
    if name in {"paper", "dpi", "geo"}:
        return {"dpi": f"{option} dpi"}.get(name, option if name == "paper" else option.upper())
    if name == "crs":
        from briefing.geodata import crs_name

        return crs_name(int(option), lang)
    return say(f"meeting.{name}_{option or 'fit'}", lang)


def _what(view: View) -> None:
    """Which file."""
    from_list(
        say("meeting.kind", view.lang),
        tuple(REPORT_FORMATS),
        view.briefing.kind,
        names=lambda k: say(f"meeting.kind_{k}", view.lang),
        key="meeting-kind",
        choose=lambda kind: _choose(kind=kind),
    )


def _words(view: View) -> None:
    """Title, subtitle, organisation, author."""
    for pair in (("title", "subtitle"), ("organisation", "author")):
        for name, column in zip(pair, st.columns(2, gap="small"), strict=True):
            with column:
                _field(name, view)


_TITLES: Final = {  # what a file takes where none is typed
    "report": "document.summary",
    **dict.fromkeys(("slides", "story", "workbook"), "slides.default_title"),
}


def _field(name: str, view: View) -> None:
    """A line of text; kept in the view and so in the address."""
    key, of_view = f"print-{name}", name in {"title", "subtitle"}
    value = getattr(view if of_view else view.briefing, name)

    def choose() -> None:
        line = clean(st.session_state[key], longest=LONGEST_LINE)
        if of_view:
            session_view.change(**{name: line})
        else:
            _choose(**{name: line})

    sync(key, value)
    kind = view.briefing.kind
    title = "briefing.default_title" if REPORT_FORMATS[kind].as_sheet else _TITLES.get(kind, "app.name")
    hint = {"title": say(title, view.lang), "subtitle": say("print.subtitle_hint", view.lang)}.get(name, "")
    st.text_input(
        say(f"meeting.{name}", view.lang), key=key, on_change=choose, max_chars=LONGEST_LINE, placeholder=hint
    )


def _paper(view: View) -> None:
    """Paper, extent and what stands beside the map."""
    lang, chosen = view.lang, view.briefing
    atlas = _asks(view, Choice.ATLAS)
    if atlas:
        _list("atlas", ATLAS_BY, view)
    left, right = st.columns(2, gap="small")
    with left:
        _list("paper", briefing_settings.PAPERS, view)
        if not atlas:
            _list("format", tuple(sorted(MAP_FORMATS)), view)
    with right:
        _list("orientation", briefing_settings.ORIENTATIONS, view)
        if not atlas:
            _list("dpi", briefing_settings.RESOLUTIONS, view)
    if not atlas:
        left, right = st.columns(2, gap="small")
        with left:
            _list("extent", briefing_settings.extents(), view)
        with right:
            _list("scale", briefing_settings.SCALES, view)
        if chosen.extent == "view":
            _frame(view)
    boxes = ("facts", "grey") if atlas else ("figures", "facts", "pair", "grey")
    for name in boxes:
        tick(
            say(f"meeting.{name}", lang),
            getattr(chosen, name),
            key=f"meeting-{name}",
            choose=partial(_put, name),
        )
    with st.expander(say("meeting.official", lang)):
        _lines(SHEET_LINES, view)
        tick(say("meeting.boxes", lang), chosen.boxes, key="meeting-boxes", choose=partial(_put, "boxes"))
        _profile(view)
    st.html(f'<p class="lt-note">{text(say("meeting.layers_note", lang))}</p>')


def _lines(names: tuple[str, ...], view: View) -> None:
    """Lines of text, two beside each other."""
    for n in range(0, len(names), 2):
        for name, column in zip(names[n : n + 2], st.columns(2, gap="small"), strict=False):
            with column:
                _field(name, view)


def _profile(view: View) -> None:
    """Keep what is filled in on this machine, or take what was kept; the same fields for letters and sheets."""
    if not keeping.autosave_allowed():
        return
    from briefing.content import keep_profile, kept_profile

    left, right = st.columns(2, gap="small")
    with guarded("briefing.profile", lang=view.lang):
        if left.button(say("meeting.profile_keep", view.lang), key="profile-keep", width="stretch"):
            keep_profile({name: getattr(view.briefing, _OF_PROFILE.get(name, name)) for name in PROFILE_FIELDS})
            st.html(f'<p class="lt-note" role="status">{text(say("meeting.profile_kept", view.lang))}</p>')
        if right.button(say("meeting.profile_take", view.lang), key="profile-take", width="stretch"):
            told = {n: v for n, v in kept_profile().items() if n != "kind" or v in LETTER_KINDS}
            if not told:
                st.html(f'<p class="lt-note" role="status">{text(say("meeting.profile_none", view.lang))}</p>')
                return
            _choose(**{_OF_PROFILE.get(name, name): clean(value, longest=LONGEST_LINE) for name, value in told.items()})
            st.rerun()


def _export(view: View) -> None:
    """Language and length, or format and coordinate system."""
    if _asks(view, Choice.GEODATA):
        _list("geo", tuple(GEODATA_FORMATS), view)
        _list("crs", briefing_settings.crs_options(), view)
        form = GEODATA_FORMATS[view.briefing.geo]
        if form.metres_only and int(view.briefing.crs) == WGS84:
            note = say("geodata.zone_chosen", view.lang, format=form.key.upper())
            st.html(f'<p class="lt-note">{text(note)}</p>')
        return
    if _asks(view, Choice.LANGUAGES):
        _languages(view)
    short = _asks(view, Choice.LENGTH) and view.briefing.short
    if _asks(view, Choice.LENGTH):
        tick(say("meeting.short", view.lang), short, key="meeting-short", choose=partial(_put, "short"))
    holds = say(f"meeting.holds_{view.briefing.kind}{'_short' if short else ''}", view.lang)
    st.html(f'<p class="lt-note">{text(holds)}</p>')
    if _asks(view, Choice.TEMPLATE) and not _asks(view, Choice.LETTER):  # a letter asks for its place itself
        _field("place", view)
    if _asks(view, Choice.TEMPLATE):
        st.file_uploader(say("meeting.template", view.lang), type="pptx", key=_TEMPLATE)
    if _asks(view, Choice.LETTER):
        _letter(view)


def _languages_of(view: View) -> str:
    """Which languages a file is in: until something else is chosen, that of the page."""
    return view.briefing.languages or view.lang.value


def _languages(view: View) -> None:
    """One language or both."""
    one_of(
        say("meeting.languages", view.lang),
        briefing_settings.LANGUAGES,
        _languages_of(view),
        names=lambda o: say("meeting.languages_both", view.lang) if o == "both" else say("language.name", Lang(o)),
        key="meeting-languages",
        choose=lambda o: _choose(languages=o),
    )


def _letter(view: View) -> None:
    """How the written report is headed and signed; what the office's own template lacks is told below it."""
    with st.expander(say("meeting.letter", view.lang), expanded=not _asks(view, Choice.TEMPLATE)):
        one_of(
            say("meeting.letter", view.lang),
            LETTER_KINDS,
            view.briefing.letter,
            names=lambda o: say(f"meeting.letter_{o}", view.lang),
            key="meeting-letter",
            choose=lambda o: _choose(letter=o),
        )
        _lines(LETTER_LINES, view)
        _profile(view)
        st.file_uploader(say("meeting.word_template", view.lang), type="docx", key=_WORD_TEMPLATE)
        given = _uploaded(_WORD_TEMPLATE)
        if given is not None:
            from briefing.document.template import missing_sentence

            with guarded("briefing.letter", lang=view.lang):
                lacking = missing_sentence(letter_of(view, given), view.lang)
                st.html(f'<p class="lt-note">{text(lacking)}</p>')


def _templates(view: View) -> Templates:
    """The user's own templates, of those that the file asks for."""
    return Templates(
        slides=_uploaded(_TEMPLATE) if _asks(view, Choice.TEMPLATE) else None,
        letter=_uploaded(_WORD_TEMPLATE) if _asks(view, Choice.LETTER) else None,
    )


def _uploaded(key: str) -> tuple[bytes, str] | None:
    """Content and name of a file that was given."""
    file = st.session_state.get(key)
    return None if file is None else (file.getvalue(), file.name)


@st.fragment
def _frame(view: View) -> None:
    """A map whose frame is what will be printed."""
    map_panel.show(
        map_panel.map_view(replace(view, focus="")),
        name="print",
        height=_MAP,
        memory="lienTinh",
        returned="bounds",
        on_change=_moved,
    )
    session.show_in_address()
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
        st.session_state[_ASKED] = (key, maker(view, columns, templates=_templates(view)))
    known, asked = st.session_state.get(_ASKED, ("", None))
    with right:
        made = None
        if asked is not None:  # goes on for the choices it was asked for, whatever is chosen meanwhile
            made = long_work.awaited("file", (known,), asked, words="meeting.working", lang=lang, former=False).result
        if made is not None and known == key:
            _download(made, lang)
        elif not long_work.running("file"):
            st.html(f'<p class="lt-note">{text(say("meeting.not_made", lang))}</p>')
        elif known != key:
            st.html(f'<p class="lt-note">{text(say("meeting.making_former", lang))}</p>')
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
    """The sheet as it will be; while a new one is drawn the former stands greyed, and nobody else waits."""
    lang = view.lang
    if (
        view.briefing.extent == "view"
        and view.bounds is None
        and _asks(view, Choice.PAPER)
        and not _asks(view, Choice.ATLAS)
    ):
        st.html(f'<p class="lt-note">{text(say("print.no_frame", lang))}</p>')
        return
    chosen = replace(
        view.briefing, format="", dpi="", languages=_languages_of(view).replace("both", "vi"), geo="", crs=""
    )
    key = _key(replace(view, briefing=chosen), columns)  # what the picture does not depend on
    shown = long_work.awaited(_SHEET, (key,), previewer(view, columns), words="print.drawing", lang=lang).result
    if shown is None:
        return
    with long_work.part(_SHEET):
        for told in shown.said:
            st.html(f'<p class="lt-note" role="status">{text(told)}</p>')
        caption = say(f"meeting.preview_{'sheet' if _asks(view, Choice.PAPER) else 'map'}", lang)
        st.image(shown.picture, caption=caption, alt=caption, width="stretch")


def _key(view: View, columns: Columns) -> str:
    """Names every choice that a file depends on, and the data."""
    chosen = (
        view.briefing,
        view.title,
        view.subtitle,
        view.bounds,
        view.lang,
        view.edition,
        view.origin,
        view.destination,
    )
    shown = (sorted(view.switches), sorted(view.statuses), columns.subject(view).key, today())
    templates = _templates(view)
    given = [
        (name, text_digest([content.hex()])) for content, name in filter(None, (templates.slides, templates.letter))
    ]
    return repr(
        (
            given,
            cache.stamp_of_all(),
            columns.digest,
            story_digest(story.current()),
            chosen,
            shown,
        )
    )
