"""Which coordinate system a file is in: what it says, what else it may be, and two towns beside it to check that on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
import streamlit as st

from layers import distances_m
from views import cache
from views.components import on_map, plain, stay, tell, text
from words import InputError, Lang, number, say, text_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from intake import Candidate, Offer


_OTHER: Final = "other"
_TOWNS: Final = ("provincial_capital", "district_capital", "town")
_NAMED: Final = 2
_SIDES: Final = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")


@dataclass(frozen=True)
class Chosen:
    """A system, and whether the person must say that the map was looked at."""

    candidate: Candidate
    to_check: bool


def choose(offer: Offer, *, file_id: str, lang: Lang) -> Chosen | None:
    """Tell of the system and let it be changed; ``None`` while there is no choice."""
    (st.info if offer.certain else st.warning)(plain(offer.system.text(lang)))
    if not offer.certain:
        return _list(offer, file_id=file_id, lang=lang)
    with st.expander(say("own.system_other", lang)):
        return _list(offer, file_id=file_id, lang=lang)


def _list(offer: Offer, *, file_id: str, lang: Lang) -> Chosen | None:
    names = {c.key: c.told(lang) for c in offer.candidates} | {_OTHER: say("own.system_by_code", lang)}
    stay(f"own-system-{file_id}", list(names.values()))
    key = st.selectbox(
        say("own.system", lang),
        list(names),
        index=0 if offer.fits else None,
        format_func=names.__getitem__,
        placeholder=say("own.system_ask", lang),
        key=f"own-system-{file_id}",
        help=say("own.system_help", lang),
    )
    first = offer.candidates[0]
    if key == _OTHER:
        candidate = _by_code(offer, file_id=file_id, lang=lang)
        return Chosen(candidate, to_check=True) if candidate else None
    candidate = next((c for c in offer.candidates if c.key == key), None)
    if candidate is not None and (where := candidate.provinces(lang)):
        told = say("own.zone_of", lang, meridian=candidate.meridian, code=candidate.epsg, provinces=", ".join(where))
        st.html(f'<p class="lt-note">{text(told)}</p>')
    return Chosen(candidate, to_check=not (offer.certain and candidate == first)) if candidate else None


def _by_code(offer: Offer, *, file_id: str, lang: Lang) -> Candidate | None:
    """A system by the code that a person enters; a code that is none is refused below its field."""
    code = st.number_input(
        say("own.system_code", lang), min_value=0, max_value=99_999, value=None, step=1, key=f"own-code-{file_id}"
    )
    if not code:
        st.html(f'<p class="lt-note">{text(say("own.system_mend", lang))}</p>')
        return None
    found = offer.under(int(code))
    if found is None:
        tell("own.system_code", InputError("own.system_unknown", code=int(code)), lang=lang)
    else:
        st.html(f'<p class="lt-note">{text(found.told(lang))}</p>')
    return found


def orientation(shapes: Sequence[BaseGeometry], lang: Lang) -> str:
    """Two named towns beside the shapes (EPSG:4326), as HTML: each with how far and where from it the data lie."""
    places = cache.layer("places")
    towns = places[places["kind"].isin(_TOWNS)]
    if not shapes or towns.empty:
        return ""
    centre = shapely.get_coordinates(shapely.centroid(np.array(shapes, dtype=object))).mean(axis=0)
    apart_m = distances_m(shapely.get_coordinates(towns.geometry), centre[None, :])[:, 0]
    nearest = towns.iloc[np.argsort(apart_m)[:_NAMED]]
    told = " · ".join(
        f"<span{on_map(f'place:{row.id}')}>{text(_seen(row, centre, away, lang))}</span>"
        for row, away in zip(nearest.itertuples(), np.sort(apart_m), strict=False)
    )
    return f'<p class="lt-note">{text(say("own.beside", lang))} {told}</p>'


def _seen(town: Any, centre: NDArray[np.float64], away_m: float, lang: Lang) -> str:
    east, north = centre - (town.geometry.x, town.geometry.y)
    side = _SIDES[round(np.degrees(np.arctan2(east, north)) / 45) % 8]
    name = text_in(town, "name", lang)
    return say("own.beside_town", lang, town=name, km=number(away_m / 1000, lang), side=say(f"own.side_{side}", lang))
