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
_TICKS: Final = {"on": True, "off": False}  # how a tick is kept among words
_EMPTY: Final = RouteFields("–")
_ENTERED: Final = "own_entered"  # what stands in the fields and was not taken over, by their prefix and key


_TYPED: Final = ("name", "note", "speed_kmh", "year", "lanes", "cost_low_bn", "cost_high_bn", "price_year")


def ask(prefix: str, start: RouteFields | None, *, lang: Lang) -> dict[str, Any]:
    """Draw the fields that matter to every figure, filled from ``start``; gives what stands in them.

    Parameters
    ----------
    prefix
        Tells these widgets from others on the page.
    """
    start = start or _EMPTY
    told: dict[str, Any] = {name: _choice(name, prefix, start, lang) for name in ("road_class", "access", "status")}
    told["year"] = _number("year", prefix, start, lang)
    for pair in (("speed_kmh", "lanes"), ("cost_low_bn", "cost_high_bn")):
        for column, name in zip(st.columns(2, gap="small", vertical_alignment="bottom"), pair, strict=True):
            with column:
                told[name] = _number(name, prefix, start, lang)
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
    key, kept = f"{prefix}-name", entered(prefix)
    widget_sync.keep_entered(key, start, kept)
    return st.text_input(
        _label("name", lang), max_chars=LONGEST_NAME, key=key, on_change=widget_sync.entering(key, kept)
    )


def note(prefix: str, start: str, *, lang: Lang) -> str:
    """The note on a route, place or zone."""
    key, kept = f"{prefix}-note", entered(prefix)
    widget_sync.keep_entered(key, start, kept)
    changed = widget_sync.entering(key, kept)
    return st.text_area(_label("note", lang), max_chars=LONGEST_NOTE, height=68, key=key, on_change=changed)


def snap(prefix: str, start: bool, *, lang: Lang) -> bool:  # noqa: FBT001 - how it starts
    """Whether a drawn line is to be laid on roads and junctions near by."""
    key, kept = f"{prefix}-snap", entered(prefix)
    widget_sync.sync(key, _TICKS.get(kept.get(key, ""), start))
    return st.checkbox(
        say("own.snap", lang),
        key=key,
        help=say("own.snap_help", lang),
        on_change=lambda: kept.update({key: "on" if st.session_state[key] else "off"}),
    )


def entered(prefix: str) -> dict[str, str]:
    """What was entered in the fields of a prefix, by key; those of the same name but another turn are then done with."""
    kept: dict[str, dict[str, str]] = st.session_state.setdefault(_ENTERED, {})
    name = prefix.rpartition("-")[0]
    for old in [one for one in kept if one != prefix and one.rpartition("-")[0] == name]:
        del kept[old]
    return kept.setdefault(prefix, {})


def bring(prefix: str, told: object) -> None:
    """Fill the fields of a prefix with what a browser kept of a page reloaded since; only what they can hold."""
    kept = entered(prefix)
    if kept or not isinstance(told, dict):
        return
    for field, value in told.items():
        if not isinstance(value, str) or len(value) > LONGEST_NOTE:
            continue
        if field in _TYPED or value in (_TICKS if field == "snap" else _CHOICES.get(field, ((),))[0]):
            kept[f"{prefix}-{field}"] = value


def to_keep(prefix: str) -> dict[str, str]:
    """What was entered, by field, for the browser to keep until it is taken over."""
    return {key.removeprefix(f"{prefix}-"): value for key, value in entered(prefix).items()}


def _label(field: str, lang: Lang) -> str:
    return say(f"own.field_{field}", lang)


def _choice(field: str, prefix: str, start: RouteFields, lang: Lang) -> str:
    keys, words = _CHOICES[field]
    key, kept = f"{prefix}-{field}", entered(prefix)
    names = {word: say(f"{words}{word}", lang) for word in keys}
    widget_sync.keep_entered(key, getattr(start, field), kept)
    widget_sync.stay(key, list(names.values()))
    changed = widget_sync.entering(key, kept)
    chosen: str = st.selectbox(_label(field, lang), keys, format_func=names.__getitem__, key=key, on_change=changed)
    return chosen


def _number(field: str, prefix: str, start: RouteFields, lang: Lang) -> Any:
    """A number as the page's language writes it; what is no number stays as typed, and is refused when it is taken over."""
    value, key = getattr(start, field), f"{prefix}-{field}"
    return widget_sync.field(_label(field, lang), value, key=key, lang=lang, entered=entered(prefix))
