"""The map's parts that folium lacks: each hands JSON to the drawing script in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from branca.element import MacroElement
from folium.template import Template

from layers import LabelStyle, project_groups
from layers.symbology import style
from webmap.payload import script_json

_RUNTIME: Final = Path(__file__).with_name("runtime.js")
_SHEET: Final = Path(__file__).with_name("runtime.css")
_HALO_PX: Final = 1.6
_HALO_STEPS: Final = ((-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0))
_FROM_ZOOMS: Final = (9, 10, 11, 12, 13)


class Part(MacroElement):
    """Something of the map with a template of its own; folium knows it by the name of its class."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = type(self).__name__


class Runtime(Part):
    """The drawing script and its style sheet, then the base map itself; child of the map.

    Parameters
    ----------
    items
        The base map, as ``runtime.js`` reads it.
    labels
        Rows of labels that never change.
    apart
        Whether items and labels come in a script of their own (``data_script``), loaded before: they are
        most of the map's bytes, and a page that sends the map's script on every run need not repeat them.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            {{ this.source }}
            lienTinh.css({{ this.css }});
            lienTinh.attach({{ this._parent.get_name() }}, {});
            {{ this.data }}
            lienTinh.base({{ this._parent.get_name() }}, lienTinhBase.items);
            lienTinh.labels(null, "base", lienTinhBase.labels);
        {% endmacro %}
    """)

    def __init__(self, items: list[dict[str, Any]], labels: list[list[Any]], *, apart: bool = False) -> None:
        super().__init__()
        self.source = _RUNTIME.read_text(encoding="utf-8")
        self.css = script_json(style_sheet())
        self.data_script = f"window.lienTinhBase = {script_json({'items': items, 'labels': labels})};"
        self.data = "" if apart else self.data_script


class Features(Part):
    """Things that are drawn and answer to the pointer; child of a feature group, one a map.

    They replace those of the group before, and what both have in common is not drawn again.

    Parameters
    ----------
    items
        What is drawn, as ``runtime.js`` reads it.
    feet
        HTML that closes the pop-ups of all items naming its key as their ``foot``.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            lienTinh.draw({{ this.items }}, {{ this.feet }});
        {% endmacro %}
    """)

    def __init__(self, items: list[dict[str, Any]], *, feet: dict[str, str]) -> None:
        super().__init__()
        self.items = script_json(items)
        self.feet = script_json(feet)


class Lettering(Part):
    """Labels that come and go with their feature group, and the line of text in the corner."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            lienTinh.labels({{ this._parent.get_name() }}, "view", {{ this.rows }});
            lienTinh.caption({{ this._parent.get_name() }}, {{ this.caption }});
        {% endmacro %}
    """)

    def __init__(self, rows: list[list[Any]], caption: str) -> None:
        super().__init__()
        self.rows = script_json(rows)
        self.caption = script_json(caption)


def style_sheet() -> str:
    """CSS of labels, marks, caption and pop-ups, the label rules made from the style table."""
    hidden = [f'[data-zoom="{zoom}"] .lt-from-{start}' for start in _FROM_ZOOMS for zoom in range(5, start)]
    rules = [_SHEET.read_text(encoding="utf-8"), ",".join(hidden) + "{display:none!important}"]
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
