"""``docs/data.md``: what the data are, what was checked, dropped and excepted; written from the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from layers import PLACE_KINDS, SPECIALITIES, USER_KIND
from pipeline.checks import Result, checks, exceptions, failures
from pipeline.files import OUT, ROOT, Built, Context, read_manifest, write_text
from pipeline.places import LIKE_NAME_M, OUT_OF_REACH_M, SAME_NAME_M
from pipeline.reports import access, projects, roads
from pipeline.reports.markdown import table

# what adds a section in Markdown, and the layers it needs
_WORLD = ("roads", "speeds", "places", "gates", "projects", "interchanges")
_SECTIONS: Final[tuple[tuple[Callable[[Context], str], tuple[str, ...]], ...]] = (
    (roads.roads_section, ("roads", "roads_dropped", "overrides")),
    (projects.projects_section, ("roads", "projects", "interchanges")),
    (access.access_link_section, (*_WORLD, "communes_2025", "water")),
    (access.asymmetry_section, _WORLD),
    (projects.effects_section, _WORLD),
    (projects.joints_section, _WORLD),
)


def build(context: Context) -> list[Built]:
    """Write the report beside the layers, or as ``docs/data.md`` for the product's own."""
    path = ROOT / "docs" / "data.md" if context.out == OUT else context.out / "data.md"
    write_text(report(context), path)
    print(f"  {path.name}: {path.stat().st_size / 1e3:.0f} kB")
    return []


def report(context: Context) -> str:
    """The whole text in Markdown."""
    results = checks.evaluate(context)
    parts: list[Callable[[], str]] = [
        _head,
        lambda: _layers(context),
        lambda: _summary(results, context),
        lambda: _judged(results, context),
        lambda: _population(context),
        lambda: _districts(context),
        lambda: _gates(context),
        lambda: _places(context),
        lambda: _hospitals(context),
        lambda: _base_map(context),
    ]
    texts = [part() for part in parts]
    texts += [section(context) for section, needed in _SECTIONS if all(map(context.has, needed))]
    return "\n\n".join(text.strip() for text in texts if text) + "\n"


def _head() -> str:
    return (
        "# The data\n\n"
        "Written by `python -m pipeline` from the data themselves; do not edit by hand. All layers are EPSG:4326; "
        "lengths and areas are geodesic on WGS 84. Hand-made inputs lie in `pipeline/input`."
    )


def _layers(context: Context) -> str:
    rows = [
        (
            f"`{name}`",
            row["title_en"],
            f"{row['features']:,}",
            row["reference_date"],
            row["licence"],
            f"`{row['content_digest'][:12]}`",
        )
        for name, row in read_manifest(context.out).items()
    ]
    return "## Layers\n\n" + table(("layer", "title", "rows", "date", "licence", "content digest"), rows)


def _summary(results: tuple[Result, ...], context: Context) -> str:
    named = exceptions(context)
    rows = []
    for check in dict.fromkeys(r.check for r in results):
        own = [r for r in results if r.check == check]
        limits = {f"{r.limit:g} {r.unit}" for r in own if r.limit is not None}
        excepted = [r for r in own if not r.within and (r.check, r.id) in named]
        broken = sum(not r.within for r in own) - len(excepted)
        rows.append((check, str(len(own)), " / ".join(sorted(limits)) or "shown only", str(len(excepted)), str(broken)))
    faults = failures(results, named)
    said = "No faults." if not faults else "Faults:\n\n" + "\n".join(f"- {fault}" for fault in faults)
    return "## Checks\n\n" + table(("check", "things", "limit", "named exceptions", "breaches"), rows) + "\n\n" + said


def _judged(results: tuple[Result, ...], context: Context) -> str:
    """Figures of the checks that compare with published ones, and every exception."""
    named = exceptions(context)
    compared = [r for r in results if r.note]
    rows = [(r.check, f"`{r.id}`", r.note, f"{r.value:+.2f} %", _state(r, named)) for r in compared]
    reasons = [
        (e["check"], f"`{e['id']}`", f"{e['value']:g}", f"{e['limit']:g}", e["reason_en"])
        for _, e in sorted(named.items())
    ]
    return (
        "### Computed against published\n\n"
        + table(("check", "what", "computed / published", "difference", "state"), rows)
        + "\n\n### Named exceptions\n\n"
        + table(("check", "id", "value", "limit", "reason"), reasons)
    )


def _state(result: Result, named: Mapping[tuple[str, str], Mapping[str, Any]]) -> str:
    if result.limit is None:
        return "shown only"
    if result.within:
        return "ok"
    return "exception" if (result.check, result.id) in named else "**breach**"


def _population(context: Context) -> str:
    communes = context.read("communes_2025")
    names = context.read("provinces_2022").set_index("code")["name"]
    rows = []
    for code, own in communes.groupby("province_2022"):
        people = own["population_2019"].sum()
        exact = own.loc[own["population_method"] == "exact", "population_2019"].sum()
        known = own["population_2019"].notna().mean()
        rows.append((names[code], str(len(own)), f"{people:,}", f"{known:.0%}", f"{exact / people:.1%}"))
    head = (
        "province (2022)",
        "communes of 2025",
        "people 2019",
        "communes with a figure",
        "people in communes of whole wards",
    )
    return (
        "## Population\n\nCensus of 1 April 2019. Districts are exact; communes are exact where every old ward went whole "
        "into one of them. A commune of whole and of split wards counts as not exact here, so the last column is lower "
        "than the share of people placed exactly (90.5 % in all).\n\n" + table(head, rows)
    )


def _districts(context: Context) -> str:
    communes = context.read("communes_2025")
    moved = communes[communes["district_2022"] != communes["district_2022_people"]]
    weak = context.read("districts_2022").query("min_share < 0.75")
    return (
        "## Districts of 2022\n\nDissolved from the communes of 2025 by largest overlap in area, because the areas so made "
        "come nearer to the official ones than by the wards that gave most people. For "
        f"{len(moved)} communes the two rules differ: {', '.join(sorted(moved['name']))}. Districts with a commune of which "
        f"less than 75 % lies inside: {', '.join(sorted(weak['name']))}."
    )


def _gates(context: Context) -> str:
    gates = context.read("gates").drop(columns="geometry").astype(object)
    gates = gates.where(gates.notna(), "")
    rows = [
        (
            row.name_vi,
            row.gate_class,
            row.position,
            row.road_ref,
            _metres(row.snap_m),
            row.position_note_en,
            row.class_note_en,
        )
        for row in gates.rename(columns={"class": "gate_class"}).itertuples()
    ]
    return "## Border gates\n\n" + table(
        ("gate", "class", "position", "road", "to network", "how placed", "note"), rows
    )


def _metres(value: object) -> str:
    return "" if value in ("", None) else f"{float(str(value)):.0f} m"


def _places(context: Context) -> str:
    places = context.read("places")
    rows = []
    for kind in (key for key in PLACE_KINDS if key not in {"gate", USER_KIND}):
        own = places[places["kind"] == kind]
        levels = ", ".join(f"{n} {level}" for level, n in own["confidence"].value_counts().sort_index().items())
        snap = own["snap_m"].dropna()
        rows.append(
            (
                kind,
                str(len(own)),
                levels,
                _metres(snap.median() if len(snap) else ""),
                _metres(snap.max() if len(snap) else ""),
            )
        )
    notes = places.dropna(subset="confidence_note_en")
    said = "\n".join(f"- {row.name_vi}: {row.confidence_note_en}." for row in notes.itertuples())
    head = ("kind", "number", "confidence", "to network, median", "to network, largest")
    return "## Places\n\n" + table(head, rows) + "\n\n" + said


def _hospitals(context: Context) -> str:
    places = context.read("places").query("kind == 'hospital'")
    names = context.read("provinces_2022").set_index("code")["name"]
    kinds = [kind for kind in SPECIALITIES if (places["speciality"] == kind).any()]
    counts = pd.crosstab(places["province_2022"], places["speciality"])
    rows = [
        (names[code], str(int(row.sum())), *(str(int(row[kind])) for kind in kinds)) for code, row in counts.iterrows()
    ]
    return (
        "## Hospitals\n\nFrom OpenStreetMap of August 2021; **incomplete**. Kept: points of class and subclass `hospital` in the "
        "study provinces whose name says hospital, medical centre or military hospital. Dropped: clinics, surgeries, pharmacies, "
        "health stations, preventive centres, first-aid posts, single departments, nameless points; the same name again within "
        f"{SAME_NAME_M:.0f} m, or a name sharing half of its distinctive words within {LIKE_NAME_M:.0f} m; a hospital farther than "
        f"{OUT_OF_REACH_M / 1000:.0f} km from the network (Cần Giờ, reached by ferry).\n\nColumn `speciality`: the words of the "
        "name tell it (eye, dental, cosmetic, obstetrics, mental …); a name with none is general; the few whose name does not "
        "tell are general knowledge, unverified (`pipeline/places/hospitals.py`). Every analysis of the nearest hospital counts the "
        "general ones alone; all are drawn.\n\n" + table(("province (2022)", "all", *kinds), rows)
    )


def _base_map(context: Context) -> str:
    rows = []
    for name in ("water", "rivers", "forest", "parks", "builtup", "industrial", "labels"):
        ranks = context.read(name)["rank"].value_counts().sort_index()
        rows.append((name, str(int(ranks.sum())), ", ".join(f"{rank}: {n}" for rank, n in ranks.items())))
    return (
        "## Base map\n\nPolygons and lines carry `rank`, small for what matters. Areas: rank 1 from 100 km², 2 from 20, 3 from 5, "
        "4 from 1, 5 from 0.25, 6 below. Rivers: rank 1 from 150 km of one name, 2 from 60, 3 from 25, 4 from 10, 5 below, "
        "6 nameless. Labels: cities 2, towns 4 (in Cambodia 5), villages 6.\n\n"
        + table(("layer", "features", "by rank"), rows)
    )
