"""What stands beside the map of ties: roads over the lines, independent routes, detours, missing links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.link_layers import road_name
from views import connectivity_between, data, takeaway
from views.border_sheets import province_names
from views.explaining import explain, note
from views.markup import Column, Table, table, text
from words import Lang, say
from words.figures import number, percents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from analysis.connectivity import Connectivity
    from analysis.crossings import Crossing
    from analysis.disjoint_routes import DisjointRoutes
    from analysis.missing_links import MissingLinks
    from analysis.output import Row
    from views.scenarios import Columns
    from views.session_view import View

LISTED: Final = 20
_MILLION: Final = 1_000_000
_FILES: Final = {"crossings": "qua-ranh-gioi", "routes": "lo-trinh-doc-lap", "detours": "he-so-vong", "missing": "lien-ket-thieu"}  # fmt: skip


def show(view: View, columns: Columns, found: Connectivity) -> None:
    """Draw the sheet of what the map shows, then how to read it and the files."""
    lang, ties = view.lang, view.linking.ties
    sheets: dict[str, Callable[[View, Columns, Connectivity], None]] = {
        "crossings": _crossings, "routes": _routes, "detours": _detours, "missing": _missing
    }  # fmt: skip
    sheets[ties](view, columns, found)
    links = connectivity_between.missing(view, columns) if ties == "missing" else None
    digest = found.digest if links is None else links.digest
    explain("connectivity", lang, notes=[say("compare.digest", lang, digest=digest)])
    with st.container(horizontal=True, gap="small"):
        if ties == "routes":
            _cut_file(view, found)
        takeaway.rows(*rows_of(ties, found, links), name=_FILES[ties], digest=digest, lang=lang)


def crossings_of(found: Connectivity, *, after: bool) -> list[Crossing]:
    """Crossings of the boundary and then of the river, as they are numbered."""
    return [*found.boundary[after].found, *found.river[after].found]


def road(crossing: Crossing, lang: Lang) -> str:
    """Number and name of a road that crosses; of a project its name."""
    if not crossing.section_id:
        return road_name(crossing.ref, crossing.name, lang)
    project = data.project(crossing.section_id.rsplit("/", 1)[0])
    name = crossing.name if project is None else project.text("name", lang)
    return f"{name} ({say('connectivity.schematic', lang)})" if crossing.schematic else name


def sides(crossing: Crossing, lang: Lang) -> str:
    """The provinces on both sides."""
    names = province_names(lang)
    return " – ".join(names.get(code, code) for code in crossing.provinces)


def some_districts(columns: Columns, lang: Lang) -> str:
    """That only chosen districts count, where the assumptions say so."""
    return say("metrics.some_districts", lang) if columns.assumptions.districts else ""


def _verdict(sentence: str) -> None:
    st.html(f'<div class="lt-verdict" role="status">{text(sentence)}</div>')


def _crossings(view: View, columns: Columns, found: Connectivity) -> None:  # noqa: ARG001 - as its neighbours
    from analysis.crossings import river_of

    lang, after = view.lang, view.linking.when == "after"
    counts = {
        f"{line}_{when}": len(getattr(found, line)[i].found)
        for line in ("boundary", "river")
        for i, when in enumerate(("before", "after"))
    }
    lines = ("boundary", "river") if river_of(data.world().data) else ("boundary",)
    _verdict(
        say("connectivity.summary_crossings" if "river" in lines else "connectivity.summary_boundary", lang, **counts)
    )
    heads = [Column(say(f"connectivity.column_{c}", lang)) for c in ("road", "class", "where")]
    first = 1
    for line in lines:
        listed = getattr(found, line)[after].found
        rows = [
            (f"{n}. {road(c, lang)}", say(f"connectivity.class_{c.road_class}", lang), sides(c, lang))
            for n, c in enumerate(listed, start=first)
        ]
        first += len(listed)
        title = say(f"connectivity.crossings_{line}", lang)
        if rows:
            takeaway.table(
                table(heads, rows, caption=title, kind="tight"), name=f"diem-{line}", lang=lang, digest=found.digest
            )
        else:
            note(f"{title}: {say('connectivity.none_found', lang)}")
    note(say("connectivity.read_crossings", lang))


def _routes(view: View, columns: Columns, found: Connectivity) -> None:  # noqa: ARG001
    from analysis.disjoint_routes import NEAR_M

    lang = view.lang
    both = connectivity_between.cuts_of(view, found)
    name = connectivity_between.pair_names(lang)[connectivity_between.chosen_pair(view)]
    counts = [say("compare.not_connected", lang) if c is None else number(c.count, lang) for c in both]
    _verdict(say("connectivity.summary_routes", lang, name=name, before=counts[0], after=counts[1]))
    cut = both[1 if view.linking.when == "after" else 0]
    if cut is not None and cut.count:
        takeaway.table(_cut_table(cut, lang), name="lat-cat-bang", lang=lang, digest=cut.digest)
    rows = [(say("connectivity.routes_capitals", lang), *_two(found.capitals)),
            (say("connectivity.routes_provinces", lang), *_two(found.provinces))]  # fmt: skip
    least = found.pairs.nsmallest(5, ["routes_after", "routes_before"], keep="first")
    rows += [
        (_pair_name(r, lang), number(r["routes_before"], lang), number(r["routes_after"], lang))
        for r in least.to_dict("records")
    ]
    heads = [
        Column(say("connectivity.pair", lang)),
        *(Column(say(f"compare.{w}", lang), figures=True) for w in ("before", "after")),
    ]
    takeaway.table(
        table(heads, rows, caption=say("connectivity.routes", lang), kind="tight"),
        name="lo-trinh-bang",
        lang=lang,
        digest=found.digest,
    )
    note(say("connectivity.read_routes", lang, km=number(NEAR_M / 1000, lang)))


def _two(both: tuple[DisjointRoutes | None, ...]) -> tuple[str, ...]:
    return tuple("–" if c is None else str(c.count) for c in both)


def _cut_table(cut: DisjointRoutes, lang: Lang) -> Table:
    from analysis.connectivity import cut_lines

    frame = cut_lines(data.world(), cut)
    heads = [
        Column(say("connectivity.column_road", lang)),
        Column(say("connectivity.column_length", lang), figures=True),
    ]
    rows = []
    for number_, own in frame.groupby("number"):
        ref, name = (next((str(v) for v in own[c] if v), "") for c in ("ref", "name"))
        rows.append((f"{number_}. {road_name(ref, name, lang)}", number(own["length_km"].sum(), lang, decimals=1)))
    return table(heads, rows, caption=say("connectivity.cut", lang), kind="tight")


def _pair_name(row: Mapping[Any, Any], lang: Lang) -> str:
    return " – ".join(connectivity_between.place_name(row[end], lang) for end in ("origin", "destination"))


def _detours(view: View, columns: Columns, found: Connectivity) -> None:
    lang = view.lang
    worst = found.worst(when="after" if view.linking.when == "after" else "before").to_dict("records")
    if not worst:
        note(say("connectivity.none_found", lang))
        return
    first, pairs = worst[0], found.pairs
    means = {
        f"mean_{w}": number(pairs[f"detour_{w}"].mean(skipna=False), lang, decimals=2) for w in ("before", "after")
    }
    told = {w: number(first[f"detour_{w}"], lang, decimals=2) for w in ("before", "after")}
    _verdict(say("connectivity.summary_detours", lang, name=_pair_name(first, lang), count=len(pairs), **told, **means))
    heads = [
        Column(say("connectivity.column_pair", lang)), Column(say("connectivity.column_straight", lang), figures=True),
        *(Column(say(f"compare.{w}", lang), figures=True) for w in ("before", "after")),
    ]  # fmt: skip
    rows = [
        (
            f"{n}. {_pair_name(r, lang)}", number(r["geodesic_km"], lang, decimals=1),
            *(number(r[f"detour_{w}"], lang, decimals=2) for w in ("before", "after")),
        )
        for n, r in enumerate(worst, start=1)
    ]  # fmt: skip
    takeaway.table(
        table(heads, rows, caption=say("connectivity.detours", lang), kind="tight"),
        name="he-so-vong-bang",
        lang=lang,
        digest=found.digest,
    )
    note(say("connectivity.read_detours", lang))
    _shares(found, lang, some_districts(columns, lang))


def _shares(found: Connectivity, lang: Lang, some: str) -> None:
    """On which ranks of roads trips run."""
    from analysis.road_shares import RANKS

    heads = [
        Column(say("connectivity.shares", lang)),
        *(Column(say(f"compare.{w}", lang), figures=True) for w in ("before", "after")),
    ]
    told = [_percents(s, lang) for s in found.shares]
    rows = [(say(f"connectivity.share_{rank}", lang), *(s[i] for s in told)) for i, rank in enumerate(RANKS)]
    takeaway.table(
        table(heads, rows, caption=say("connectivity.shares_title", lang), kind="tight"),
        name="he-so-vong-nhom",
        digest=found.digest,
        lang=lang,
    )
    note(say("connectivity.read_shares", lang) + some)


def _percents(shares: Sequence[float | None], lang: Lang) -> list[str]:
    """The shares of the ranks, which add up to 100; nothing is shared out where no trip is connected."""
    known = iter(percents([share for share in shares if share is not None], decimals=1))
    return [
        say("compare.not_connected", lang) if share is None else number(next(known), lang, decimals=1)
        for share in shares
    ]


def _missing(view: View, columns: Columns, found: Connectivity) -> None:  # noqa: ARG001
    lang = view.lang
    links = connectivity_between.missing(view, columns)
    listed = links.found[:LISTED]
    if not listed:
        _verdict(say("connectivity.summary_missing_none", lang))
        return
    best = listed[0]
    _verdict(
        say(
            "connectivity.summary_missing", lang, name=_pair_name(vars(best), lang),
            minutes=number(best.saved_min, lang, decimals=1),
            value=number(best.saved_person_min / _MILLION, lang, decimals=1),
        )
    )  # fmt: skip
    heads = [
        Column(say("connectivity.column_pair", lang)),
        *(Column(say(f"connectivity.column_{c}", lang), figures=True) for c in ("straight", "by_road", "detour", "saved", "value")),
    ]  # fmt: skip
    rows = [
        (
            f"{n}. {_pair_name(vars(m), lang)}", number(m.straight_km, lang, decimals=1),
            number(m.road_km, lang, decimals=1), number(m.detour, lang, decimals=2),
            number(m.saved_min, lang, decimals=1), number(m.saved_person_min / _MILLION, lang, decimals=1),
        )
        for n, m in enumerate(listed, start=1)
    ]  # fmt: skip
    takeaway.table(
        table(heads, rows, caption=say("connectivity.missing", lang) + some_districts(columns, lang), kind="tight"),
        name="lien-ket-thieu-bang", lang=lang, digest=links.digest,
    )  # fmt: skip
    asked = links.assumed
    note(
        say(
            "connectivity.read_missing", lang, near=number(asked.near_km, lang), speed=number(asked.speed_kmh, lang),
            detour=number(asked.least_detour, lang, decimals=1), road=number(asked.road_detour, lang, decimals=2),
        )
    )  # fmt: skip


def rows_of(
    ties: str, found: Connectivity, links: MissingLinks | None
) -> tuple[Callable[[], list[Row]], tuple[str, ...]]:
    """What makes the rows that the command line prints, and their columns."""
    from analysis.link_rows import COLUMNS, crossing_rows, detour_rows, missing_rows, pair_rows

    if links is not None:
        return lambda: missing_rows(links), COLUMNS["missing"]
    made: dict[str, tuple[Callable[[], list[Row]], str]] = {
        "crossings": (lambda: [*crossing_rows(found.boundary), *crossing_rows(found.river)], "river"),
        "routes": (lambda: pair_rows(found), "pairs"),
        "detours": (lambda: detour_rows(found), "detours"),
    }
    rows, columns = made[ties]
    return rows, COLUMNS[columns]


def _cut_file(view: View, found: Connectivity) -> None:
    """The smallest cut of the state shown as a layer."""
    from analysis.connectivity import cut_lines

    world = data.world()  # here: the file is made outside this session
    cut = connectivity_between.cuts_of(view, found)[1 if view.linking.when == "after" else 0]
    if cut is not None and cut.count:
        takeaway.layer(lambda: cut_lines(world, cut), name="lat-cat", digest=cut.digest, lang=view.lang)
