"""Pages without a browser: opening one, and what it says and sends."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from html import unescape

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from views.components import long_work, shell, widget_sync
from views.components.errors import both_languages, forget, guarded
from views.pages import agreement_page, briefing_page, sources_page
from views.pages.browse import browse_page
from views.pages.compare import compare_page
from views.pages.connectivity import connectivity_page
from views.pages.study import study_page
from views.pages.user_data import user_data_page
from views.pages.worth import worth_page
from views.state import session, session_view
from words import say

# each page opened has the harness read what every installed package says of itself, longer than the page takes; it stays the same
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
long_work.PATIENCE_S = 120  # a page is looked at once it has its results
widget_sync.FOLDED_TOO = True  # … and with all that can be unfolded
PAGES = {
    "browse": browse_page.show,
    "compare": compare_page.show,
    "connectivity": connectivity_page.show,
    "worth": worth_page.show,
    "agreement": agreement_page.show,
    "briefing": briefing_page.show,
    "own": user_data_page.show,
    "sources": sources_page.show,
    "study": study_page.show,
}


drawn_preview = briefing_page.previewer
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# a sheet takes three seconds to draw, and few tests look at it: those set ``drawn_preview`` again
briefing_page.previewer = lambda *_: lambda _: briefing_page.Preview(_PIXEL)


def draw(page: str) -> None:
    """Draw a page as the program does, without the navigation around it."""
    forget()
    with both_languages("app"):
        session.restore()
        shell.header()
        with guarded(page, lang=session_view.current().lang):
            PAGES[page]()
        shell.footer()
        session.show_in_address()


def opened(page: str, **parameters: str) -> AppTest:
    """A page after its first run with these parameters in the address."""
    at = AppTest.from_string(f"import opening\nopening.draw({page!r})", default_timeout=120)
    for name, text in parameters.items():
        at.query_params[name] = text
    return at.run()


def open_layers(at: AppTest) -> AppTest:
    """The map page with its tab of layers open."""
    lang = at.session_state["view"].lang
    at.session_state[f"{browse_page.TABS}-{lang.value}"] = say("browse.tab_layers", lang)
    return at.run()


def open_panel(at: AppTest, name: str) -> AppTest:
    """The compare page with a tab of its left panel open: routes, columns or assumptions."""
    at.session_state["panel-tab"] = name
    return at.run()


def words_of(at: AppTest) -> str:
    """Everything the page says, without markup."""
    html = " ".join(str(element.proto.body) for element in at.get("html"))
    shown = " ".join(
        str(e.value) for kind in (at.markdown, at.warning, at.error, at.caption, at.subheader) for e in kind
    )
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))) + shown


def map_arguments(at: AppTest) -> dict:
    """What the page hands to the map."""
    found = (json.loads(element.proto.json) for element in at.get("bidi_component"))
    return next(told for told in found if "drawn" in told)
