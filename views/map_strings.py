"""The strings a map is made of in the browser, generated once and kept.

Turning a folium map into script takes a second; sending what is kept takes milliseconds. The base
map and what lies on it are kept apart: the base stays in the browser as long as its key does, and
only what lies on it is sent anew.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import streamlit as st

from views import cache, own_data
from words import Lang

if TYPE_CHECKING:
    from layers.catalogue import Edition
    from webmap import MapView


@dataclass(frozen=True)
class BaseStrings:
    """A base map ready for the browser; ``key`` is letters and digits and names the content."""

    key: str
    script: str
    header: str
    html: str
    map_id: str
    js_links: tuple[str, ...]
    css_links: tuple[str, ...]


def base(*, lang: Lang, edition: Edition, tiles: bool, memory: str, drawing: bool = False) -> BaseStrings:
    """The base map's strings.

    Parameters
    ----------
    memory
        Name under which the browser keeps where this map was left.
    drawing
        Whether the map carries tools to draw with.
    """
    return _base(cache.stamp_of_all(), lang, edition, tiles, memory, drawing)


def drawn(view: MapView) -> str:
    """The script that draws what lies on the base map."""
    return _drawn(cache.stamp_of_all(), _name(view), view)


def legend(view: MapView) -> str:
    """The legend of a view as HTML."""
    return _legend(cache.stamp_of_all(), _name(view), view)


def _name(view: MapView) -> str:
    """Every choice of a view as text; sets in order, or two equal views would have two names."""
    parts = (getattr(view, f.name) for f in fields(view))
    return repr([sorted(part) if isinstance(part, frozenset) else part for part in parts]) + own_data.stamp(view.own)


@st.cache_resource(show_spinner=False, max_entries=12)
def _base(stamp: str, lang: Lang, edition: Edition, tiles: bool, memory: str, drawing: bool) -> BaseStrings:  # noqa: FBT001, PLR0917
    from analysis.archive import kept_json
    from layers.digest import text_digest
    from views.map_assets import serve_data, serve_map_assets

    serve_map_assets()
    choices = [lang.value, edition.value, str(tiles), memory, str(drawing)]
    told = kept_json("basemap", [*_layer_digests(), *choices], lambda: _made(lang, edition, tiles, memory, drawing))
    key = text_digest([stamp, *choices])
    js = (*told["js"], serve_data(told["data"]))
    return BaseStrings(f"map{key}", told["script"], told["header"], told["html"], told["id"], js, tuple(told["css"]))


def _layer_digests() -> list[str]:
    """The bytes of all layers that maps draw, by digest."""
    from layers.integrity import digest_of
    from webmap.prepared import DRAWN

    return [digest_of(name) for name in ("study", *DRAWN)]


def _made(lang: Lang, edition: Edition, tiles: bool, memory: str, drawing: bool) -> dict[str, Any]:  # noqa: FBT001
    """The base map's strings, made anew."""
    from streamlit_folium import _get_header, _get_html, _get_map_string, get_full_id

    from views.map_memory import Memory
    from webmap import base_map, data_script
    from webmap.drawing import DrawTools

    fig = base_map(lang=lang, edition=edition, tiles=tiles, apart=True)
    Memory(memory).add_to(fig)
    if drawing:
        DrawTools(lang=lang).add_to(fig)
    fig.get_root().render()
    js, css = _links(fig)
    html, header = _get_html(fig), _get_header(fig)
    script = _get_map_string(fig)
    return {
        "script": script, "header": header, "html": html, "id": get_full_id(fig), "js": js, "css": css,
        "data": data_script(fig),
    }  # fmt: skip


def _links(fig: Any) -> tuple[list[str], list[str]]:
    """Addresses of the scripts and style sheets of a map and everything on it, each once."""
    from folium.elements import JSCSSMixin

    js: dict[str, None] = {}
    css: dict[str, None] = {}
    waiting = [fig]
    while waiting:
        element = waiting.pop(0)
        if isinstance(element, JSCSSMixin):
            js |= dict.fromkeys(address for _, address in element.default_js)
            css |= dict.fromkeys(address for _, address in element.default_css)
        waiting += list(element._children.values())  # noqa: SLF001 - folium offers no other way
    return list(js), list(css)


@st.cache_resource(show_spinner=False, max_entries=300)
def _drawn(stamp: str, name: str, _view: MapView) -> str:  # noqa: ARG001
    import folium
    from streamlit_folium import _get_feature_group_string

    from webmap import overlays

    bare = folium.Map()
    return "".join(_get_feature_group_string(group, map=bare, idx=i) for i, group in enumerate(overlays(_view)))


@st.cache_resource(show_spinner=False, max_entries=300)
def _legend(stamp: str, name: str, _view: MapView) -> str:  # noqa: ARG001
    from views.signs import legend as signs
    from webmap import legend_rows

    return signs(legend_rows(_view)).html
