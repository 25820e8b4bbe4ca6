"""What the file says and what it is taken for: columns by layer, words, figures; each guess can be mended by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views.components import Column, note, plain, stay, table, text, widget_sync
from views.pages.user_data import route_fields
from words import Lang, number, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intake import Offer, PlacedFeature
    from user_data import Understood
    from words import Notation

_NONE: Final = ""
_AS_EMPTY: Final = "-"
_MOST_WORDS: Final = 12  # of a field that can be mended one by one
_MOST_FIGURES: Final = 3  # of a field, shown as examples
_DECIMALS: Final = 3
_CHOSEN: Final = "own_columns"  # (slot, columns of each layer as chosen, fields with a column that was not taken)


@dataclass(frozen=True)
class Told:
    """Which column of each layer holds which field, what words mean by hand, and what stands where a cell is empty."""

    columns: Mapping[str, Mapping[str, str]]
    words: Mapping[tuple[str, str], str]
    defaults: Mapping[str, Any]

    def of(self, features: Sequence[PlacedFeature]) -> tuple[PlacedFeature, ...]:
        """Features with their cells by field."""
        from user_data import by_field

        return by_field(features, self.columns, self.words)

    @property
    def fields(self) -> dict[str, str]:
        """The fields that some column holds, as ``take`` wants them."""
        return {field: field for columns in self.columns.values() for field in columns}


def ask(offer: Offer, features: Sequence[PlacedFeature], *, slot: str, lang: Lang) -> Told:
    """Draw columns, words and defaults; gives what they say."""
    st.html(f'<p class="lt-group">{text(say("own.columns", lang))}</p>')
    lines = any(f.kind == "line" for f in features)
    columns = _columns(offer, features, slot=slot, lines=lines, lang=lang)
    if not lines:
        return Told(columns, {}, {})
    told = Told(columns, {}, {})
    words = _words(told.of(features), slot=slot, lang=lang)
    with st.expander(say("own.defaults", lang)):
        defaults = route_fields.ask("own-default", None, lang=lang) | route_fields.ask_more(
            "own-default", None, lang=lang
        )
    return Told(columns, words, defaults)


def _columns(
    offer: Offer, features: Sequence[PlacedFeature], *, slot: str, lines: bool, lang: Lang
) -> dict[str, dict[str, str]]:
    """Field to column of each layer; where layers name theirs differently, one layer's at a time is drawn."""
    from user_data import guess

    kept = st.session_state.get(_CHOSEN)
    if kept is None or kept[0] != slot:
        rows: dict[str, list[dict[str, Any]]] = {}
        for feature in features:
            rows.setdefault(feature.spot.layer, []).append(dict(feature.values))
        kept = (slot, {layer.name: guess(layer.columns, rows.get(layer.name, ())) for layer in offer.layers})
        kept = (*kept, [one for layer in offer.layers for one in _unused(layer.columns, rows.get(layer.name, ()))])
        st.session_state[_CHOSEN] = kept
    chosen: dict[str, dict[str, str]] = kept[1]
    used = {feature.spot.layer for feature in features}
    groups: dict[tuple[str, ...], list[str]] = {}
    for layer in offer.layers:
        if layer.name in used:
            groups.setdefault(layer.columns, []).append(layer.name)
    if not groups:
        return chosen
    shown = next(iter(groups))
    if len(groups) > 1:
        names = {columns: ", ".join(layers) for columns, layers in groups.items()}
        shown = st.selectbox(
            say("own.layer", lang), list(groups), format_func=names.__getitem__, key=f"own-layer-{slot}"
        )
    number_ = list(groups).index(shown)
    told = _boxes(shown, chosen[groups[shown][0]], key=f"{number_}-{slot}", lines=lines, lang=lang)
    for field, column in dict.fromkeys(kept[2]) if lines else ():
        if column in shown and told.get(field) != column:
            note(say("own.column_unused", lang, column=column[:60], field=say(f"own.field_{field}", lang)))
    chosen.update(dict.fromkeys(groups[shown], told))
    return {layer: columns for layer, columns in chosen.items() if layer in used}


def _unused(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Fields with the column that is called so and whose words say nothing known: it is not taken unasked, and that is told."""
    from user_data import WORDS, guess

    by_heading, taken = guess(columns), guess(columns, [dict(row) for row in rows])
    left = [(field, column) for field, column in by_heading.items() if field in WORDS and field not in taken]
    return [(field, column) for field, column in left if any(row.get(column) not in (None, "") for row in rows)]


def _boxes(columns: Sequence[str], guessed: Mapping[str, str], *, key: str, lines: bool, lang: Lang) -> dict[str, str]:
    """A list of columns for each field."""
    from user_data import FIELDS

    wanted = [field for field in FIELDS if lines or field in ("name", "note")]
    choices, boxes, told = [_NONE, *columns], st.columns(2, gap="small"), {}
    for i, field in enumerate(wanted):
        with boxes[i % 2]:
            stay(f"own-column-{field}-{key}", [column or say("own.no_column", lang) for column in choices])
            chosen = st.selectbox(
                say(f"own.field_{field}", lang),
                choices,
                choices.index(guessed.get(field, _NONE)),
                lambda column: column or say("own.no_column", lang),
                key=f"own-column-{field}-{key}",
            )
        if chosen:
            told[field] = chosen
    return told


def _words(features: Sequence[PlacedFeature], *, slot: str, lang: Lang) -> dict[tuple[str, str], str]:
    """What each word is taken for, to be chosen; open where one says nothing known."""
    from user_data import WORDS, understood

    found = [one for one in understood(features) if one.field in WORDS]
    if not found:
        return {}
    unknown = sum(one.means is None for one in found)
    told: dict[tuple[str, str], str] = {}
    with st.expander(say("own.meanings", lang), expanded=unknown > 0):
        if unknown:
            st.warning(plain(say("own.meanings_unknown", lang, count=unknown)))
        for field in dict.fromkeys(one.field for one in found):
            st.html(f'<p class="lt-note">{text(say(f"own.field_{field}", lang))}</p>')
            boxes = st.columns(2, gap="small")
            for i, one in enumerate([one for one in found if one.field == field][:_MOST_WORDS]):
                with boxes[i % 2]:
                    key = _word(one, slot=slot, lang=lang)
                if key != (one.means or _NONE):
                    told[field, one.cell] = _NONE if key == _AS_EMPTY else key
    return told


def _word(one: Understood, *, slot: str, lang: Lang) -> str:
    """A list of what a word can mean; its title is the word as in the file."""
    from user_data import WORDS

    keys, prefix = WORDS[one.field]
    names = {_NONE: say("own.meaning_none", lang)} if one.means is None else {}
    names |= {key: say(f"{prefix}{key}", lang) for key in keys} | {_AS_EMPTY: say("own.meaning_default", lang)}
    choices = list(names)
    stay(f"own-word-{one.field}-{one.cell[:200]}-{slot}", [names[choice] for choice in choices])
    chosen: str = st.selectbox(
        plain(say("own.meaning_of", lang, cell=one.cell[:60], count=number(one.count, lang))),
        choices,
        choices.index(str(one.means or _NONE)),
        names.__getitem__,
        key=f"own-word-{one.field}-{one.cell[:200]}-{slot}",
    )
    return chosen


def notations(features: Sequence[PlacedFeature], told: Told, *, slot: str, lang: Lang) -> dict[str, Notation]:
    """How the numbers of each field are read; asked once for a column where none of its cells tells."""
    from user_data import column_notations
    from words import notation

    found = column_notations(features, told.fields, notation(lang))
    asked: dict[str, Notation] = {}
    read = {}
    for field, how in found.items():
        column = next((c[field] for c in told.columns.values() if field in c), field)
        if column not in asked:
            asked[column] = widget_sync.ask(how, column=column, key=f"own-notation-{column}-{slot}", lang=lang)
        read[field] = asked[column]
    return read


def show(features: Sequence[PlacedFeature], read: Mapping[str, Notation], lang: Lang) -> None:
    """The table of what was understood: cell, what it is taken for, and how many lines hold it."""
    from user_data import WORDS, understood

    found = understood(features, read)
    low = {(one.cell, one.means) for one in found if one.field == "cost_low_bn"}
    found = tuple(one for one in found if one.field != "cost_high_bn" or (one.cell, one.means) not in low)
    if not found:
        return
    rows, more = [], 0
    for field in dict.fromkeys(one.field for one in found):
        own = [one for one in found if one.field == field]
        most = _MOST_WORDS if field in WORDS else _MOST_FIGURES
        rows += [
            (say(f"own.field_{field}", lang), one.cell[:60], _means(one, lang), number(one.count, lang))
            for one in own[:most]
        ]
        more += len(own[most:])
    heads = [Column(say(f"own.understood_{name}", lang)) for name in ("field", "cell", "means")]
    columns = [*heads, Column(say("own.understood_count", lang), figures=True)]
    st.html(table(columns, rows, caption=say("own.understood", lang)).html)
    if more:
        note(say("own.understood_more", lang, count=number(more, lang)))


def _means(one: Understood, lang: Lang) -> str:
    from user_data import WORDS

    if one.means is None:
        return say("own.not_understood", lang)
    if one.field in WORDS:
        return say(f"{WORDS[one.field][1]}{one.means}", lang)
    if one.field in ("year", "price_year"):
        return str(one.means)
    value = float(one.means)
    decimals = next(n for n in range(_DECIMALS + 1) if n == _DECIMALS or round(value, n) == value)
    return number(value, lang, decimals=decimals)
