"""The features of a file as a table with a tick each: sought, ticked all at once, at most as many as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views.components import note, plain, text
from views.state import MOST, user_data
from words import Lang, number, plain as plain_letters, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake import Offer, PlacedFeature

_ROW_PX, _TABLE_PX = 35, 280
_COLUMNS: Final = 12
_FEW: Final = 8  # rows that are seen at a glance: nothing to seek
_NAMED: Final = 3  # short pieces told by their place
_TICKS: Final = "own_ticks"  # (slot, a tick for each feature, number of the table drawn, rows of short pieces)


def choose(offer: Offer, features: Sequence[PlacedFeature], *, slot: str, lang: Lang) -> list[PlacedFeature]:
    """Draw the table; gives the ticked features. At first as many are ticked as there is room, but no short pieces."""
    from user_data import are_short

    kept = st.session_state.get(_TICKS)
    if kept is None or kept[0] != slot or len(kept[1]) != len(features):
        short = tuple(n for n, is_short in enumerate(are_short(features)) if is_short)
        usual = sorted(set(range(len(features))).difference(short))
        kept = (slot, _with_room(features, [False] * len(features), usual), 0, short)
        st.session_state[_TICKS] = kept
    ticks: list[bool] = kept[1]
    rows: Sequence[int] = range(len(features))
    above = st.container()
    if len(features) > _FEW:
        rows = _sought(features, slot=slot, lang=lang)
    ticks = _table(offer, features, rows, ticks, key=f"own-rows-{slot}-{kept[2]}-{lang.value}", lang=lang)
    with above:  # told once the table has its ticks
        _short_pieces(features, kept[3], ticks, slot=slot, lang=lang)
    if len(features) > _FEW:
        note(say("own.ticked_now", lang, **{n: number(v, lang) for n, v in _counts(ticks, rows).items()}))
    if _too_few(features, ticks):
        st.warning(plain(say("own.ticked_some", lang, ticked=sum(ticks), count=len(ticks), **MOST)))
    return [feature for feature, ticked in zip(features, ticks, strict=True) if ticked]


def _short_pieces(
    features: Sequence[PlacedFeature], short: tuple[int, ...], ticks: Sequence[bool], *, slot: str, lang: Lang
) -> None:
    """Lines under fifty metres as a group of their own: where they stand, and a button that ticks them or none of them."""
    from user_data import SHORT_M

    if not short:
        return
    where = "; ".join(features[n].spot.text(lang) for n in short[:_NAMED]) + ("; …" if len(short) > _NAMED else "")
    taken, count = sum(ticks[n] for n in short), number(len(short), lang)
    told = {"count": count, "least": number(SHORT_M, lang), "where": where, "taken": number(taken, lang)}
    note(say("own.short_pieces", lang, **told))
    st.button(
        say("own.short_drop" if taken else "own.short_take", lang, count=count),
        key="own-tick-short",
        on_click=_tick,
        args=(slot, tuple(features), short),
        kwargs={"on": not taken},
    )


def _counts(ticks: Sequence[bool], rows: Sequence[int]) -> dict[str, int]:
    return {"ticked": sum(ticks), "count": len(ticks), "found": len(rows)}


def _too_few(features: Sequence[PlacedFeature], ticks: Sequence[bool]) -> bool:
    """Whether some are left out because there is no room for all."""
    room = user_data.room()
    asked = {kind: sum(f.kind == kind for f in features) for kind in room}
    return any(asked[kind] > most for kind, most in room.items()) and not all(ticks)


def _with_room(features: Sequence[PlacedFeature], ticks: Sequence[bool], rows: Sequence[int]) -> list[bool]:
    """The ticks and those of further rows, the first ones, while there is room."""
    room, found = user_data.room(), list(ticks)
    for feature, ticked in zip(features, ticks, strict=True):
        room[feature.kind] -= ticked
    for row in rows:
        if not found[row] and room[features[row].kind] > 0:
            found[row] = True
            room[features[row].kind] -= 1
    return found


def _sought(features: Sequence[PlacedFeature], *, slot: str, lang: Lang) -> Sequence[int]:
    """Rows that hold what is sought, with buttons to tick all of them or none."""
    wanted = plain_letters(st.text_input(say("own.seek", lang), key=f"own-seek-{slot}"))
    rows: Sequence[int] = range(len(features))
    if wanted:
        rows = [i for i, f in enumerate(features) if wanted in _letters(f, _kind(f, i, lang), lang)]
    with st.container(horizontal=True, gap="small"):
        for on in (True, False):
            st.button(
                say("own.tick_all" if on else "own.tick_none", lang, count=number(len(rows), lang)),
                key=f"own-tick-{'all' if on else 'none'}",
                on_click=_tick,
                args=(slot, tuple(features), tuple(rows)),
                kwargs={"on": on},
            )
    return rows


def _letters(feature: PlacedFeature, kind: str, lang: Lang) -> str:
    """What of a feature is sought in, in plain letters."""
    cells = (str(value) for value in feature.values.values() if value not in (None, ""))
    return plain_letters(" ".join([feature.spot.text(lang), kind, *cells]))


def _tick(slot: str, features: tuple[PlacedFeature, ...], rows: tuple[int, ...], *, on: bool) -> None:
    """Tick the rows, as many as there is room for, or none of them; the table is drawn anew."""
    kept = st.session_state[_TICKS]
    ticks = list(kept[1])
    if on:
        ticks = _with_room(features, ticks, rows)
    for row in () if on else rows:
        ticks[row] = False
    st.session_state[_TICKS] = (slot, ticks, kept[2] + 1, kept[3])


def _table(
    offer: Offer, features: Sequence[PlacedFeature], rows: Sequence[int], ticks: list[bool], *, key: str, lang: Lang
) -> list[bool]:
    """The table as text; gives the ticks as they are now."""
    take_it, where, kind = (say(f"own.table_{name}", lang) for name in ("take", "where", "kind"))
    shown = [features[i] for i in rows]
    drawn_key = f"{key}-{hash(tuple(rows)) if len(rows) < len(features) else 'all'}"
    cells: dict[str, list[Any]] = {
        take_it: _ticks_at_first(drawn_key, ticks, rows),
        where: [_where(f, lang) for f in shown],
        kind: [_kind(features[i], i, lang) for i in rows],
    }
    for column in offer.columns[:_COLUMNS]:
        cells[column if column not in cells else f"{column} "] = [_cell(f.values.get(column)) for f in shown]
    if not shown:
        st.html(f'<p class="lt-note">{text(say("own.seek_none", lang))}</p>')
        return ticks
    told = st.data_editor(
        cells,
        hide_index=True,
        width="stretch",
        height=min(_ROW_PX * (len(shown) + 1) + 3, _TABLE_PX),
        disabled=[c for c in cells if c != take_it],
        key=drawn_key,
    )
    for row, ticked in zip(rows, told[take_it], strict=True):
        ticks[row] = bool(ticked)
    return ticks


def _where(feature: PlacedFeature, lang: Lang) -> str:
    spot = _cell(feature.spot.text(lang))
    return (
        spot if feature.pieces == 1 else say("own.table_joined", lang, where=spot, count=number(feature.pieces, lang))
    )


def _kind(feature: PlacedFeature, row: int, lang: Lang) -> str:
    """What a feature is; of a short piece that too."""
    return say(f"own.kind_{'short' if row in st.session_state[_TICKS][3] else feature.kind}", lang)


def _ticks_at_first(key: str, ticks: Sequence[bool], rows: Sequence[int]) -> list[bool]:
    """The ticks that a table was first drawn with: what was changed in it since, the widget itself adds.

    A table that comes again after another page or part begins with the ticks as they are.
    """
    at = st.session_state.get("own_ticks_drawn")
    if at is None or at[0] != key or key not in st.session_state:
        at = (key, [ticks[i] for i in rows])
        st.session_state["own_ticks_drawn"] = at
    return list(at[1])


def _cell(value: object) -> str:
    return "" if value is None else str(value)[:120]
