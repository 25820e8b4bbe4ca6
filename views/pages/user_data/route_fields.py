"""The fields of a route as widgets."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from layers import ACCESSES, LONGEST_NAME, LONGEST_NOTE, QUALITIES, ROAD_CLASSES, USER_STATUSES, RouteFields
from views.components import widget_sync
from words import Lang, say

_CHOICES: Final = {
    "road_class": (ROAD_CLASSES, "layers.road_"),
    "access": (ACCESSES, "own.access_"),
    "status": (USER_STATUSES, "layers.status_"),
    "quality": (tuple(reversed(QUALITIES)), "own.quality_"),
}
_EMPTY: Final = RouteFields("–")


def ask(prefix: str, start: RouteFields | None, *, lang: Lang) -> dict[str, Any]:
    """Draw the fields that matter to every figure, filled from ``start``; gives what stands in them.

    Parameters
    ----------
    prefix
        Tells these widgets from others on the page.
    """
    start = start or _EMPTY
    left, right = st.columns(2, gap="small")
    with left:
        told = {
            "road_class": _choice("road_class", prefix, start, lang),
            "status": _choice("status", prefix, start, lang),
            "speed_kmh": _number("speed_kmh", prefix, start, lang),
            "cost_low_bn": _number("cost_low_bn", prefix, start, lang),
        }
    with right:
        told |= {
            "access": _choice("access", prefix, start, lang),
            "year": _number("year", prefix, start, lang),
            "lanes": _number("lanes", prefix, start, lang),
            "cost_high_bn": _number("cost_high_bn", prefix, start, lang),
        }
    if told["cost_high_bn"] is None:
        told["cost_high_bn"] = told["cost_low_bn"]
    return told


def ask_more(prefix: str, start: RouteFields | None, *, lang: Lang) -> dict[str, Any]:
    """Draw the remaining fields but name and note; as ``ask``."""
    start = start or _EMPTY
    left, right = st.columns(2, gap="small")
    with left:
        quality = _choice("quality", prefix, start, lang)
    with right:
        price_year = _number("price_year", prefix, start, lang)
    return {"quality": quality, "price_year": price_year}


def name(prefix: str, start: str, *, lang: Lang) -> str:
    """The name of a route, place or zone."""
    return st.text_input(_label("name", lang), start, LONGEST_NAME, key=f"{prefix}-name")


def note(prefix: str, start: str, *, lang: Lang) -> str:
    """The note on a route, place or zone."""
    return st.text_area(_label("note", lang), start, max_chars=LONGEST_NOTE, height=68, key=f"{prefix}-note")


def _label(field: str, lang: Lang) -> str:
    return say(f"own.field_{field}", lang)


def _choice(field: str, prefix: str, start: RouteFields, lang: Lang) -> str:
    keys, words = _CHOICES[field]
    value = getattr(start, field)
    names = {key: say(f"{words}{key}", lang) for key in keys}
    widget_sync.stay(f"{prefix}-{field}", list(names.values()))
    chosen: str = st.selectbox(_label(field, lang), keys, keys.index(value), names.__getitem__, key=f"{prefix}-{field}")
    return chosen


def _number(field: str, prefix: str, start: RouteFields, lang: Lang) -> Any:
    """A number as the page's language writes it; what is no number stays as typed, and is refused when it is taken over."""
    return widget_sync.field(_label(field, lang), getattr(start, field), key=f"{prefix}-{field}", lang=lang)
