"""The national results as one page without a server: maps of access, what the expressways bring, the roads most hangs on."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from country.pack import pack_digest, shapes
from country.whole import drawing
from country.whole.access import communes, provinces
from country.whole.critical import capital_trips, losses
from country.whole.prepared import prepared
from layers import VN2000_UTM48N, WGS84, legal_note, text_digest
from layers.symbology import style
from words import MISSING, Lang, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from country.whole.blocks import Blocks

_TIME: Final = (15.0, 30.0, 60.0, 90.0, 120.0, 180.0)
_GAIN: Final = (10.0, 20.0, 30.0, 40.0, 60.0, 80.0)
_LOSS: Final = (0.02, 0.1, 0.5, 2.0, 5.0, 10.0)  # minutes a trip
_NONE: Final = "#d9dde0"
_LISTED: Final = 25


@dataclass(frozen=True)
class _Subject:
    """One map of communes: its column, the scale, upper ends of classes."""

    key: str
    scale: str
    breaks: tuple[float, ...]


SUBJECTS: Final = (
    _Subject("expressway_min", "time", _TIME),
    _Subject("airport_min", "time", _TIME),
    _Subject("port_min", "time", _TIME),
    _Subject("gate_min", "time", _TIME),
    _Subject("gain_min", "gain", _GAIN),
)


def page(skims: Blocks, closures: Blocks, *, lang: Lang) -> str:
    """The page as HTML, with all it needs inside.

    Parameters
    ----------
    skims, closures
        The finished work of both.
    """
    found = communes(skims)
    found["gain_min"] = found["capitals_without_min"] - found["capitals_min"]
    roads = _roads(losses(closures), lang)
    here = Path(__file__).parent
    look, script = ((here / f"page.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    title = escape(say("national.title", lang))
    body = [
        f"<header><h1>{title}</h1><p>{escape(say('national.about', lang, communes=number(len(found), lang)))}</p></header>",
        (
            f"<main>{_map(found, roads, lang)}<aside>{_choice(lang)}{_findings(found, roads, lang)}{_by_province(found, lang)}"
            f"{_critical(roads, lang)}{_notes(found, lang)}</aside></main>"
        ),
        _foot(skims, closures, lang),
    ]
    data = json.dumps(_data(found, lang), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<!DOCTYPE html>\n<html lang="{lang.value}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{look}</style></head>'
        f'<body>{"".join(body)}<script type="application/json" id="data">{data}</script><script>{script}</script></body></html>\n'
    )


def _roads(lost: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """A row for each closure that costs something: road, province, minutes a trip, line.

    Trips that a closure cuts off are left out: they begin or end on that very stretch, where their capital is joined to the roads.
    """
    trips = float(capital_trips(prepared().ends.ids[prepared().ends.of("capital")]).sum())
    layer = shapes("roads").set_index("link_id")
    lost = lost.assign(minutes=lost["lost_person_min"] / trips)
    lost = lost[lost["minutes"] >= _LOSS[0]]
    lines = layer.loc[lost["link_id"]]
    lost = lost.assign(
        road=[
            (ref or name or "").split(";")[0] for ref, name in zip(lines["ref"], lines["name"].fillna(""), strict=True)
        ],
        metres=lines["length_m"].to_numpy(),
        line=lines.geometry.to_numpy(),
    )
    merged = lost.groupby("closure").agg(
        road=("road", lambda names: max(names, key=lambda name: (bool(name), (names == name).sum(), name))),
        minutes=("minutes", "first"),
        km=("metres", lambda metres: metres.sum() / 1000),
        line=("line", lambda found: shapely.multilinestrings(list(found))),
    )
    areas = shapes("provinces_2025").to_crs(VN2000_UTM48N)
    spots = gpd.GeoSeries(shapely.point_on_surface(merged["line"].to_numpy()), crs=WGS84).to_crs(VN2000_UTM48N)
    near = shapely.STRtree(areas.geometry.to_numpy()).nearest(spots.to_numpy())
    merged["province"] = areas["name"].to_numpy()[near]
    merged["road"] = merged["road"].replace("", say("national.unnamed", lang))
    return merged.sort_values(["minutes", "km"], ascending=False).reset_index(drop=True)


def _map(found: pd.DataFrame, roads: pd.DataFrame, lang: Lang) -> str:
    ground = drawing.ground()
    areas = "".join(f'<path d="{ground.communes[code]}"/>' for code in found["code"])
    lines = "".join(
        f'<path class="k{rank}" d="{drawing.line_path(part["line"])}"/>'
        for rank, part in roads.groupby(np.searchsorted(_LOSS, roads["minutes"], side="right"))
    )
    seats = "".join(
        f'<g transform="translate({10 * x:.0f} {10 * y:.0f})"><circle r="28"/><text x="44" y="34">{escape(name)}</text></g>'
        for name, x, y in ground.seats
    )
    isles = "".join(
        f'<text x="{10 * x:.0f}" y="{10 * y:.0f}">{escape(say(f"national.{key}", lang))}</text>'
        for key, (x, y) in zip(
            ("hoang_sa", "truong_sa"), drawing.placed(np.array([[111.1, 17.35], [112.2, 11.75]])), strict=True
        )
    )
    return (
        f'<figure><svg viewBox="0 0 {10 * drawing.WIDTH} {10 * drawing.HEIGHT}" role="img" aria-labelledby="shown">'
        f'<g id="areas">{areas}</g><path id="rims" d="{ground.provinces}"/><g id="roads" hidden>{lines}</g>'
        f'<g id="seats">{seats}</g><g id="isles">{isles}</g></svg><figcaption id="shown" aria-live="polite"></figcaption>'
        f'<div id="legend"></div><div id="tip" role="status"></div></figure>'
    )


def _choice(lang: Lang) -> str:
    keys = [*(subject.key for subject in SUBJECTS), "roads"]
    rows = "".join(
        f'<label><input type="radio" name="subject" value="{key}"{" checked" if not n else ""}> '
        f"{escape(say(f'national.subject_{key}', lang))}</label>"
        for n, key in enumerate(keys)
    )
    return f"<fieldset><legend>{escape(say('national.choose', lang))}</legend>{rows}</fieldset>"


def _findings(found: pd.DataFrame, roads: pd.DataFrame, lang: Lang) -> str:
    """The sentences that a reader takes away, computed from the tables below."""
    told = []
    people = found["people_2019"].fillna(0)
    for key in ("expressway_min", "airport_min"):
        near = float(people[found[key] <= _TIME[2]].sum() / people.sum() * 100)
        told.append(
            say(f"national.near_{key}", lang, percent=number(near, lang, decimals=0), minutes=number(_TIME[2], lang))
        )
    gain = found["gain_min"]
    there = gain.notna() & (people > 0)
    mean = float(np.average(gain[there], weights=people[there]))
    told.append(say("national.gain_mean", lang, minutes=number(mean, lang, decimals=1)))
    if len(roads):
        worst = roads.iloc[0]
        told.append(
            say(
                "national.worst_road",
                lang,
                road=worst["road"],
                province=worst["province"],
                minutes=number(worst["minutes"], lang, decimals=1),
            )
        )
    return f'<ul class="findings">{"".join(f"<li>{escape(line)}</li>" for line in told)}</ul>'


def _by_province(found: pd.DataFrame, lang: Lang) -> str:
    rows = provinces(found).sort_values("expressway_min", na_position="last")
    heads = [say("national.province", lang), *(say(f"national.short_{subject.key}", lang) for subject in SUBJECTS)]
    cells = [[row["name"], *(_told(row[subject.key], lang) for subject in SUBJECTS)] for row in rows.to_dict("records")]
    return _table(say("national.table_provinces", lang), heads, cells)


def _critical(roads: pd.DataFrame, lang: Lang) -> str:
    first = roads.drop_duplicates(["road", "province"]).head(_LISTED)
    heads = [say(f"national.{key}", lang) for key in ("road", "province", "stretch_km", "lost_min")]
    cells = [
        [
            row["road"],
            row["province"],
            number(row["km"], lang, decimals=1),
            number(row["minutes"], lang, decimals=1),
        ]
        for row in first.to_dict("records")
    ]
    return _table(say("national.table_roads", lang), heads, cells)


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _notes(found: pd.DataFrame, lang: Lang) -> str:
    off = int(found["capitals_min"].isna().sum())
    keys = ("network", "speeds", "islands", "gates", "gain", "critical", "roads_unchecked")
    lines = [say(f"national.note_{key}", lang, count=number(off, lang)) for key in keys]
    return f"<h2>{escape(say('national.notes', lang))}</h2><ul>{''.join(f'<li>{escape(x)}</li>' for x in lines)}</ul>"


def _foot(skims: Blocks, closures: Blocks, lang: Lang) -> str:
    digest = text_digest([skims.digest, closures.digest, pack_digest()], length=12)
    lines = [legal_note(lang), say("national.credits", lang), say("national.digest", lang, digest=digest)]
    return f"<footer>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</footer>"


def _data(found: pd.DataFrame, lang: Lang) -> dict[str, Any]:
    """What the script needs: values by commune, classes and their words."""
    names = shapes("provinces_2025").set_index("code")["name"]
    return {
        "names": [f"{n}, {names[p]}" for n, p in zip(found["name"], found["province_2025"], strict=True)],
        "subjects": {
            subject.key: {
                "title": say(f"national.subject_{subject.key}", lang),
                "breaks": subject.breaks,
                "words": _classes(subject.breaks, lang),
                "colours": style.SCALES[subject.scale],
                "values": [None if np.isnan(v) else round(float(v), 1) for v in found[subject.key]],
            }
            for subject in SUBJECTS
        },
        "roads": {
            "title": say("national.subject_roads", lang),
            "words": _classes(_LOSS, lang)[1:],
            "colours": style.SCALES["loss"][1:],
        },
        "none": say("national.none", lang),
        "unit": say("national.unit", lang),
        "noneColour": _NONE,
        "decimal": "," if lang is Lang.VI else ".",
    }


def _classes(breaks: tuple[float, ...], lang: Lang) -> list[str]:
    """Words of the classes below, between and above breaks."""
    ends = [number(b, lang, decimals=0 if b >= 1 else 1 if b >= 0.1 else 2) for b in breaks]  # noqa: PLR2004
    return [f"< {ends[0]}", *(f"{a} – {b}" for a, b in itertools.pairwise(ends)), f"≥ {ends[-1]}"]


def _told(value: float, lang: Lang) -> str:
    return MISSING if np.isnan(value) else number(value, lang, decimals=1 if value < 10 else 0)  # noqa: PLR2004
