"""Slides: a briefing as PPTX, 16:9, whose tables and charts stay editable.

``slides(dossier)`` gives the bytes of the file; nothing is taken from the screen, and with
``SOURCE_DATE_EPOCH`` the same dossier gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from briefing.archive import archive
from briefing.lettering import literal
from briefing.moment import now, zip_time
from briefing.slides_comparison import add_comparison
from briefing.slides_deck import Deck
from briefing.slides_gains import add_gains, gains_picture
from briefing.slides_opening import add_situation, add_title, situation_picture
from briefing.slides_routes import add_routes
from briefing.slides_sources import add_sources
from briefing.slides_template import house, opened
from briefing.slides_worth import add_contributions, add_order
from words import Lang, say

if TYPE_CHECKING:
    import datetime as dt

    from pptx.presentation import Presentation as Slides

    from briefing.dossier import Dossier

_LONGEST_PROPERTY = 255
_CREATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def slides(dossier: Dossier, *, template: bytes | None = None, template_name: str = "") -> bytes:
    """The deck of a dossier, in each of its languages.

    Parameters
    ----------
    template
        A user's PPTX whose master and theme are used; the house's own if None.
    template_name
        How its file is called, for the sentence about a faulty one.

    Raises
    ------
    InputError
        If the template cannot be used, or something in the request cannot.
    """
    deck_file = house() if template is None else opened(template, name=template_name)
    dossier.progress("briefing.step_slides")
    for lang in dossier.request.langs:
        _fill(Deck(deck_file, lang=lang, house=template is None), dossier)
    when = now()
    _set_properties(deck_file, dossier, when)
    out = io.BytesIO()
    deck_file.save(out)
    return _steady(out.getvalue(), when)


def _fill(deck: Deck, dossier: Dossier) -> None:
    """The slides of one language."""
    add_title(deck, dossier)
    dossier.progress("briefing.step_maps")
    picture = situation_picture(dossier, deck)
    add_situation(deck, dossier, picture)
    if dossier.projects:
        add_routes(deck, dossier, picture.shown)
    add_comparison(deck, dossier)
    if changes(dossier):
        add_gains(deck, dossier, gains_picture(dossier, deck))
    add_contributions(deck, dossier)
    add_order(deck, dossier)
    add_sources(deck, dossier)


def changes(dossier: Dossier) -> bool:
    """Whether the main scenario is another network than the base network: else there is nothing to compare."""
    return bool(dossier.scenario.projects or dossier.scenario.closed_links)


def _set_properties(deck_file: Slides, dossier: Dossier, when: dt.datetime) -> None:
    """What the file says of itself."""
    request, about = dossier.request, deck_file.core_properties
    about.title = _property(request.title) or say("slides.default_title", request.lang)
    about.subject = _property(request.subtitle)
    about.author = about.last_modified_by = _property(request.author or request.organisation) or "lien-tinh"
    about.keywords = f"{dossier.digest} {dossier.data_digest}"
    about.comments = say("slides.map_credits", request.lang)
    about.language = "vi-VN" if request.lang is Lang.VI else "en-GB"
    about.created = about.modified = when.replace(tzinfo=None)
    about.revision = 1


def _property(text: str) -> str:
    """A text as the format takes it among the properties of a file."""
    return literal(text)[:_LONGEST_PROPERTY]


def _steady(content: bytes, when: dt.datetime) -> bytes:
    """The same file with one time throughout, that of the charts' own workbooks too."""
    stamp = zip_time(when)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    entries = {n: _steady_workbook(c, when) if n.endswith(".xlsx") else c for n, c in entries.items()}
    return archive(entries, time=stamp)


def _steady_workbook(content: bytes, when: dt.datetime) -> bytes:
    iso = when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    core = "docProps/core.xml"
    if core in entries:
        entries[core] = _CREATED.sub(rb"\g<1>" + iso + rb"\g<3>", entries[core])
    return archive(entries, time=zip_time(when))
