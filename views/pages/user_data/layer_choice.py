"""Which layers of a file are offered, where it has several: sheets, layers of a drawing, tables of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views.components import plain, stay
from words import Lang, number, say

if TYPE_CHECKING:
    from intake import Layer, Offer


def choose(offer: Offer, *, file_id: str, lang: Lang) -> Offer | None:
    """The offer with the layers chosen; ``None`` for none. At first all are."""
    if len(offer.layers) < 2:  # noqa: PLR2004 - nothing to choose
        return offer
    names = {i: _name(layer, lang) for i, layer in enumerate(offer.layers)}
    stay(f"own-layers-{file_id}", list(names.values()))
    chosen = st.multiselect(
        say("own.layers", lang),
        list(names),
        list(names),
        format_func=names.__getitem__,
        placeholder=say("own.layers_ask", lang),
        key=f"own-layers-{file_id}",
    )
    if not chosen:
        st.info(plain(say("own.layers_none", lang)))
        return None
    return offer if len(chosen) == len(names) else offer.only(sorted(chosen))


def _name(layer: Layer, lang: Lang) -> str:
    name = layer.name or say("own.layer_unnamed", lang)
    return say("own.layer_holds", lang, name=name, count=number(len(layer.geometry), lang))
