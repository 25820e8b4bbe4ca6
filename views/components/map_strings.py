"""The strings a map is made of in the browser, generated once and kept; its scripts, styles and base from this machine."""

from __future__ import annotations

import functools
import os
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit.components.v1 as components

from layers import UserData, kept_folder, text_digest
from views import cache
from views.shared_results import shared
from views.state import user_data
from webmap import COMPONENT, FOLDER, missing_assets, use_local_assets
from words import DataError, Lang

if TYPE_CHECKING:
    from layers import Edition
    from webmap import MapView

_DATA_COMPONENT: Final = "basemap"
_DATA_FOLDER: Final = kept_folder() / "basemap"
_KEPT: Final = (
    60  # base maps: languages, editions, with tiles and without, with tools and without, some states of the data
)

_DRAWN: Final = (
    1000  # what lies on them, for after the next start, some of each scenario; each is a sixth of a megabyte
)


def serve_map_assets() -> None:
    """Serve ``assets/`` beside the page and point folium at it; cheap to call each run.

    Raises
    ------
    DataError
        If a file is missing: a sentence in the user's language instead of an empty frame.
    """
    if missing := missing_assets():
        raise DataError("map_assets.missing", file=f"assets/{missing[0]}")
    components.declare_component(COMPONENT, path=str(FOLDER))
    use_local_assets()


def serve_data(text: str, *, suffix: str = ".js") -> str:
    """Serve a script or style sheet under the digest of its text; gives its address below that of components' files.

    Raises
    ------
    DataError
        If neither the program's folder nor that of temporary files has room for it.
    """
    name = f"{text_digest([text])}{suffix}"
    folder = _holding(name, text)
    components.declare_component(_DATA_COMPONENT, path=str(folder))
    return f"{__name__}.{_DATA_COMPONENT}/{name}"


def _holding(name: str, text: str) -> Path:
    """The folder that holds the file: where it was put already, or the first that has room for it."""
    for folder in (_data_folder, _spare_folder):
        try:
            if (folder() / name).is_file():
                os.utime(folder() / name)  # what is in use is not old
            else:
                _put(folder() / name, text)
                _clear(folder(), but=name)
            return folder()
        except OSError:
            continue
    raise DataError("map_assets.no_room", folder=_DATA_FOLDER)


def _put(path: Path, script: str) -> None:
    """Write beside the name and move there, so that no browser ever gets half of it."""
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(script)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _clear(folder: Path, *, but: str) -> None:
    """Drop the oldest files, never the one just put there: a clock that was set back makes it look old."""
    others = [path for path in folder.glob("*.*s") if path.name != but]
    for old in sorted(others, key=lambda path: -path.stat().st_mtime)[_KEPT - 1 :]:
        old.unlink(missing_ok=True)


@functools.cache
def _data_folder() -> Path:
    """``var/basemap``, or a folder of this process where the program's own cannot be written."""
    try:
        _DATA_FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=_DATA_FOLDER):
            return _DATA_FOLDER
    except OSError:
        return _spare_folder()


@functools.cache
def _spare_folder() -> Path:
    """A folder of this process."""
    return Path(tempfile.mkdtemp(prefix="basemap"))


@dataclass(frozen=True)
class BaseMap:
    """A base map ready for the browser: its name, letters and digits that name the content, and its files in order."""

    name: str
    files: tuple[str, ...]


def base(*, lang: Lang, edition: Edition, tiles: bool, drawing: bool = False) -> BaseMap:
    """The base map's files; ``drawing``: whether the map carries tools to draw with."""
    return _base(cache.stamp_of_all(), lang, edition, tiles, drawing)


def drawn(view: MapView) -> str:
    """What lies on the base map, as JSON."""
    return _drawn(cache.stamp_of_all(), _name(view), view)


def legend(view: MapView) -> str:
    """The legend of a view as HTML."""
    return _legend(cache.stamp_of_all(), _name(view), view)


def _name(view: MapView) -> str:
    """Every choice of a view as text; sets in order, or two equal views would have two names."""
    parts = (getattr(view, f.name) for f in fields(view))
    return repr([sorted(part) if isinstance(part, frozenset) else part for part in parts]) + user_data.stamp(view.own)


@shared(most=12)
def _base(stamp: str, lang: Lang, edition: Edition, tiles: bool, drawing: bool) -> BaseMap:  # noqa: FBT001
    from analysis.runtime import kept_json
    from webmap import scripts, style_sheet

    serve_map_assets()
    choices = [lang.value, edition.value, str(tiles), str(drawing)]
    name = f"map{text_digest([stamp, *choices])}"
    kept = [*_layer_digests(), stamp, *choices]
    told = kept_json("basemap", kept, lambda: _made(name, lang, edition, tiles, drawing))
    drawn_by = (serve_data(style_sheet(), suffix=".css"), serve_data(scripts()))
    return BaseMap(name, (*told["files"], *drawn_by, serve_data(told["script"])))


def _layer_digests() -> list[str]:
    """The bytes of all layers that maps draw, by digest."""
    from layers import digest_of
    from webmap import DRAWN

    return [digest_of(name) for name in ("study", *DRAWN)]


def _made(name: str, lang: Lang, edition: Edition, tiles: bool, drawing: bool) -> dict[str, Any]:  # noqa: FBT001
    """The script that builds a base map, and the files it needs, made anew."""
    from webmap import DrawTools, base_map, base_script

    made = base_map(lang=lang, edition=edition, tiles=tiles)
    if drawing:
        DrawTools(lang=lang).add_to(made)
    return {"script": base_script(made, name=name), "files": _links(made)}


def _links(fig: Any) -> list[str]:
    """Addresses of the style sheets and scripts of a map and everything on it, each once."""
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
    return [*css, *js]


@shared(most=300, passing=True)
def _drawn(stamp: str, name: str, _view: MapView) -> str:
    from analysis.runtime import kept_json
    from webmap import drawn as told

    if _view.own != UserData():  # nothing of a user's own is written
        return told(_view)
    found: str = kept_json("drawn", [*_layer_digests(), stamp, name], lambda: {"drawn": told(_view)}, most=_DRAWN)[
        "drawn"
    ]
    return found


@shared(most=300, passing=True)
def _legend(stamp: str, name: str, _view: MapView) -> str:  # noqa: ARG001
    from views.components.signs import legend as signs
    from webmap import legend_rows

    return signs(legend_rows(_view)).html
