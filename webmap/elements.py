"""The base map as a part of folium's map, and the scripts and styles that draw all maps in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from branca.element import MacroElement
from folium.template import Template

from layers import LabelStyle, project_groups
from layers.symbology import style
from webmap.payload import script_json

_BROWSER: Final = Path(__file__).with_name("browser")
_SCRIPTS: Final = ("draw.js", "labels.js", "pointer.js", "controls.js", "host.js")  # in the order they are run
_HALO_PX: Final = 1.6
_HALO_STEPS: Final = ((-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0))
_FROM_ZOOMS: Final = (9, 10, 11, 12, 13)


class Part(MacroElement):
    """Something of the map with a template of its own; folium knows it by the name of its class."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = type(self).__name__


class Runtime(Part):
    """The base map itself, drawn by ``scripts()``; child of the map.

    Parameters
    ----------
    items
        The base map, as ``draw.js`` reads it.
    labels
        Rows of labels that never change.
    told
        What the map shows first and how it is named to who cannot see it, as ``draw.js`` reads it.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            lienTinh.attach({{ this._parent.get_name() }}, {{ this.told }});
            lienTinh.base({{ this._parent.get_name() }}, {{ this.items }});
            {{ this._parent.get_name() }}._lt.labels.put("base", {{ this.labels }});
        {% endmacro %}
    """)

    def __init__(self, items: list[dict[str, Any]], labels: list[list[Any]], *, told: dict[str, Any]) -> None:
        super().__init__()
        self.items, self.labels, self.told = script_json(items), script_json(labels), script_json(told)


def scripts() -> str:
    """What draws maps in the browser; it needs Leaflet before it and may be run more than once."""
    return "".join((_BROWSER / file).read_text(encoding="utf-8") for file in _SCRIPTS)


def component_script() -> str:
    """The door between Streamlit and the map in the browser."""
    return (_BROWSER / "component.js").read_text(encoding="utf-8")


def style_sheet() -> str:
    """CSS of labels, marks, caption and pop-ups, the label rules made from the style table."""
    hidden = [f'[data-zoom="{zoom}"] .lt-from-{start}' for start in _FROM_ZOOMS for zoom in range(5, start)]
    rules = [(_BROWSER / "map.css").read_text(encoding="utf-8"), ",".join(hidden) + "{display:none!important}"]
    rules += [_label_rule(kind, look) for kind, look in style.LABELS.items()]
    rules += [f".lt-l-project.lt-g-{group.key}{{border-left-color:{group.colour}}}" for group in project_groups()]
    return "".join(rules)


def _label_rule(kind: str, look: LabelStyle) -> str:
    parts = [f"color:{look.colour}", f"font-size:{look.size_px}px", f"font-weight:{look.weight}"]
    if look.italic:
        parts.append("font-style:italic")
    if look.spacing_em:
        parts.append(f"letter-spacing:{look.spacing_em}em")
    if look.shield:
        rim = "#ffffff" if look.colour == "#ffffff" else "#b8a878"
        parts.append(f"background:{look.shield};padding:1px 4px;border-radius:3px;box-shadow:0 0 0 1px {rim}")
        if look.bar_px:
            parts.append(f"border-left:{look.bar_px}px solid;text-align:left")
    else:
        steps = ",".join(f"{x * _HALO_PX}px {y * _HALO_PX}px 1px {look.halo}" for x, y in _HALO_STEPS)
        parts.append(f"text-shadow:{steps}")
    return f".lt-l-{kind}{{{';'.join(parts)}}}"
