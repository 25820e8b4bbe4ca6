"""The map as part of one HTML file that needs no network: scripts, styles and pictures inside.

The same base map, signs and script as on the screen. Each group of things on the map has a tick box;
a page may hold any markup of its own around the map.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from layers import chosen_layers, group_title, is_own, kind_text
from webmap import assets
from webmap.base import base_map, written
from webmap.elements import scripts as drawing_scripts, style_sheet
from webmap.feature_groups import caption, feet, owners, view_items
from webmap.labels import view_labels
from webmap.payload import script_json
from webmap.prepared import frame, shown_projects
from words import say

if TYPE_CHECKING:
    from layers import Edition
    from webmap.view import MapView
    from words import Lang

_SCRIPTS: Final = (assets.MAP_JS, assets.FULLSCREEN_JS, assets.POINTER_JS, assets.RULER_JS)
_SHEETS: Final = (assets.MAP_CSS, assets.FULLSCREEN_CSS, assets.POINTER_CSS, assets.RULER_CSS)
_PICTURE: Final = re.compile(r"url\((['\"]?)(?!data:|#)([^)'\"]+)\1\)")
_TYPES: Final = {".png": "image/png", ".svg": "image/svg+xml"}
_SWITCH: Final = """
(function () {
  "use strict";
  var boxes = Array.prototype.slice.call(document.querySelectorAll("input[data-switch]"));
  function on(tag) { return !tag || boxes.every(function (box) { return box.dataset.switch !== tag || box.checked; }); }
  function show() {
    var items = lienTinhView.items.filter(function (item) { return on(item.t); });
    var labels = lienTinhView.labels.filter(function (row) { return on(row[10]); });
    lienTinh.show(lienTinh.map, {items: items, feet: lienTinhView.feet, labels: labels, caption: lienTinhView.caption});
  }
  boxes.forEach(function (box) { box.addEventListener("change", show); });
  show();
})();
"""


@dataclass(frozen=True)
class Switch:
    """A tick box of the page: its tag, its text, and whether it starts on."""

    tag: str
    text: str
    on: bool


@dataclass(frozen=True)
class OfflineMap:
    """The parts of a page that hold the map.

    Parameters
    ----------
    head
        Style sheets.
    body
        The element the map stands in.
    scripts
        To be put at the end of the body.
    switches
        In the order of the legend.
    """

    head: str
    body: str
    scripts: str
    switches: tuple[Switch, ...] = ()


def offline_map(view: MapView, *, off: frozenset[str] = frozenset()) -> OfflineMap:
    """The map of a view, ready for a page without network.

    Parameters
    ----------
    off
        Tags of switches that start off (``results``, a group of projects, a kind of place).
    """
    bare = bare_map(lang=view.lang, edition=view.edition)
    groups = {project.id: project.group for project in shown_projects(view)}
    items = [item | {"t": tag} for item in view_items(view) if (tag := _tag(item, groups)) is not None]
    labels = [
        [*row, _label_tag(str(row[3]))]
        for row in view_labels(view.lang, view.edition, owners=owners(view), own=view.own)
    ]
    data = {"items": items, "feet": feet(view), "labels": labels, "caption": caption(view)}
    scripts = [f"window.lienTinhView = {script_json(data)};", _SWITCH]
    tags = {str(item["t"]) for item in items}
    return replace(
        bare,
        scripts=bare.scripts + "".join(f"<script>{script}</script>" for script in scripts),
        switches=tuple(Switch(tag, text, tag not in off) for tag, text in _switch_texts(view) if tag in tags),
    )


def bare_map(*, lang: Lang, edition: Edition) -> OfflineMap:
    """The base map alone, for a page that draws on it itself."""
    own, script = written(base_map(lang=lang, edition=edition))
    scripts = [*(_script(file) for files in _SCRIPTS for file in files.values()), drawing_scripts(), script]
    scripts.append(f"lienTinh.map = {own};")
    return OfflineMap(
        head="".join(f"<style>{_sheet(file)}</style>" for files in _SHEETS for file in files.values())
        + f"<style>{style_sheet()}</style>",
        body=f'<div class="lt-map" role="region" aria-label="{say("webmap.map_label", lang)}"><div class="folium-map" id="{own}"></div></div>',
        scripts="".join(f"<script>{script}</script>" for script in scripts),
    )


def _tag(item: dict[str, Any], groups: dict[str, str]) -> str | None:
    """Which switch an item obeys; empty for none."""
    kind = item.get("kind")
    if kind == "project":
        return groups.get(item["id"], "")
    if kind == "place" and is_own(item["id"]):
        return "own"
    if kind == "place":
        kinds = dict(zip(frame("places")["id"], frame("places")["kind"], strict=True))
        return str(kinds.get(item["id"], ""))
    if kind in {"gate", "interchange", "path"}:
        return str(kind)
    if kind == "layer":
        return str(item["layer"])
    return "results" if kind == "result" else ""


def _label_tag(kind: str) -> str:
    """Which switch a label obeys: labels of projects carry their group, of gates their class, of places their kind."""
    if "lt-g-" in kind:
        return kind.rpartition("lt-g-")[2]
    return "gate" if kind.startswith("gate") else kind


def _switch_texts(view: MapView) -> list[tuple[str, str]]:
    groups = dict.fromkeys(p.group for p in shown_projects(view) if p.id in view.project_ids)
    named = [(g, group_title(g, view.lang)) for g in groups]
    named += [("path", say("webmap.switch_path", view.lang)), ("results", say("webmap.switch_results", view.lang))]
    named += [
        ("interchange", say("browse.switch_interchanges", view.lang)),
        ("gate", say("layers.kind_gate", view.lang)),
    ]
    plain = (row.switch for row in chosen_layers(view.layers, view.edition) if row.sign is not None)
    named += [(switch, say(f"browse.switch_{switch}", view.lang)) for switch in plain]
    return [*named, *((kind, kind_text(kind, view.lang, view.edition)) for kind in sorted(view.place_kinds - {"gate"}))]


def _script(file: str) -> str:
    return (assets.FOLDER / file).read_text(encoding="utf-8").replace("</script", "<\\/script")


def _sheet(file: str) -> str:
    """A style sheet with its pictures inside."""
    path = assets.FOLDER / file

    def inline(found: re.Match[str]) -> str:
        picture = (path.parent / found.group(2)).resolve()
        coded = base64.b64encode(picture.read_bytes()).decode("ascii")
        return f"url(data:{_TYPES[picture.suffix]};base64,{coded})"

    return _PICTURE.sub(inline, path.read_text(encoding="utf-8"))
