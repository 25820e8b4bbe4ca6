"""Every pair of neighbouring provinces of both editions, cut out of the national pack and checked, a line a pair.

Writes a CSV that grows with every pair, so that a run that was stopped goes on where it ended, then the tables of
``docs/country.md``::

    python -m benchmarks.country_pairs --out var/pairs.csv [--every 12] [--table docs/country.md]
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from country import building, library, pair_of, touching, units
from country.pack import shapes
from country.settlements import REACH_M, settled
from layers import VN2000_UTM48N, Edition

FIELDS = (
    "name", "edition", "first", "second", "links", "km", "connected", "dropped_km", "area_first", "area_second", "areas",
    "people_share", "seat_snap_m", "off_network", "gates", "seconds",
)  # fmt: skip
LIMITS = {"connected": 0.95, "seat_snap_m": 2_000, "people_share": 0.97}
START, END = "<!-- pairs -->", "<!-- /pairs -->"
KNOWN = Path(__file__).with_name("country_distances.csv")


def pairs() -> list[tuple[Edition, str, str]]:
    """All pairs that touch, once each."""
    return [
        (edition, unit.code, other)
        for edition in Edition
        for unit in units(edition)
        for other in touching(edition)[unit.code]
        if unit.code < other
    ]


def checked(edition: Edition, one: str, other: str, folder: Path) -> dict[str, object]:
    """The figures of one pair."""
    library.kept_folder = lambda: folder  # type: ignore[assignment]  # nothing is kept
    pair = pair_of([one, other], edition)
    began = time.process_time()
    building.build(pair)
    seconds = time.process_time() - began
    record = library.study_named(pair.name).record
    library.delete(pair.name)
    return {
        "name": pair.name,
        "edition": edition.value,
        "first": pair.first.name_vi,
        "second": pair.units[1].name_vi,
        **{key: record[key] for key in ("links", "km", "connected", "dropped_km", "areas", "seat_snap_m", "gates")},
        "area_first": record["area_off_percent"][0],
        "area_second": record["area_off_percent"][1],
        "people_share": round(record["people_in_areas"] / record["people_2019"], 4),
        "off_network": ";".join(record["off_network"]),
        "seconds": round(seconds, 1),
    }


def run(out: Path, every: int) -> None:
    """Check the pairs that the file does not hold yet, or each n-th of the list."""
    done = set(pd.read_csv(out)["name"]) if out.is_file() else set()
    left = [p for p in pairs()[::every] if pair_of(p[1:], p[0]).name not in done]
    with tempfile.TemporaryDirectory() as folder, out.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        if not done:
            writer.writeheader()
        for n, pair in enumerate(left, start=1):
            row = checked(*pair, Path(folder))
            writer.writerow(row)
            file.flush()
            print(
                f"{n}/{len(left)} {row['name']} {row['connected']:.3f} {row['seat_snap_m']} m {row['seconds']} s",
                flush=True,
            )


def distances() -> pd.DataFrame:
    """Known distances beside the shortest way on the country's network, nearest junctions of the places."""
    from scipy.sparse import coo_matrix  # noqa: PLC0415 - of this part alone
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415
    from scipy.spatial import KDTree  # noqa: PLC0415

    roads, places = shapes("roads"), shapes("places").set_index("id")
    known = pd.read_csv(KNOWN, encoding="utf-8")
    size = int(roads[["from_node", "to_node"]].to_numpy().max()) + 1
    where = np.zeros((size, 2))
    for column, at in (("from_node", 0), ("to_node", -1)):
        ends = roads.geometry.apply(lambda line, at=at: line.coords[at])
        where[roads[column].to_numpy()] = np.array(ends.to_list())
    back = ~roads["oneway"].to_numpy(dtype=bool)
    tail = np.r_[roads["from_node"], roads["to_node"][back]]
    head = np.r_[roads["to_node"], roads["from_node"][back]]
    metres = np.r_[roads["length_m"], roads["length_m"][back]]
    order = np.lexsort((metres, head, tail))
    first = order[np.r_[True, (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)]]
    graph = coo_matrix((metres[first], (tail[first], head[first])), shape=(size, size)).tocsr()
    ids = sorted(set(known["from"]) | set(known["to"]))
    points = np.array([[places.geometry[i].x, places.geometry[i].y] for i in ids])
    nodes = dict(zip(ids, KDTree(where).query(points)[1], strict=True))
    table = dijkstra(graph, indices=[nodes[i] for i in ids])
    row = {i: n for n, i in enumerate(ids)}
    ours = [table[row[a], nodes[b]] / 1000 for a, b in zip(known["from"], known["to"], strict=True)]
    return known.assign(ours_km=np.round(ours, 1), error=np.round((np.array(ours) / known["km"] - 1) * 100, 1))


def far_towns() -> list[tuple[str, float]]:
    """Towns that a study may take for the seat of an area, 2 to 5 km from the nearest road of the network: name, metres."""
    places, roads = settled(shapes("places")), shapes("roads")
    towns = places[places["kind"].isin(("town", "provincial_capital"))].to_crs(VN2000_UTM48N)
    roads = roads[(roads["road_class"] != "motorway") & ~roads["ramp"] & ~roads["bridge"]].to_crs(VN2000_UTM48N)
    nearest, metres = shapely.STRtree(roads.geometry.to_numpy()).query_nearest(
        towns.geometry.to_numpy(), return_distance=True, all_matches=False
    )
    away = pd.Series(metres, index=towns["name_vi"].to_numpy()[nearest[0]])
    far = away[(away > LIMITS["seat_snap_m"]) & (away <= REACH_M)]
    return sorted(far.items(), key=lambda item: -item[1])  # type: ignore[return-value]


def tables(out: Path) -> str:
    """Both tables in Markdown, with the pairs beyond a limit named."""
    rows = pd.read_csv(out, keep_default_na=False)
    odd = rows[
        (rows["connected"] < LIMITS["connected"])
        | (rows["seat_snap_m"] > LIMITS["seat_snap_m"])
        | (rows["people_share"] < LIMITS["people_share"])
    ]
    lines = [
        "| edition | pairs | links | connected, least / median | dropped km, most | snap of a seat, most | people in areas, least | CPU s, median / most |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for edition, part in rows.groupby("edition"):
        lines.append(
            f"| {edition} | {len(part)} | {part['links'].min():,}–{part['links'].max():,} | {part['connected'].min():.3f} / {part['connected'].median():.3f} | "
            f"{part['dropped_km'].max():,.0f} | {part['seat_snap_m'].max():,} m | {part['people_share'].min():.3f} | {part['seconds'].median():.1f} / {part['seconds'].max():.1f} |"
        )
    lines += [
        "",
        f"Beyond a limit (connected {LIMITS['connected']}, snap {LIMITS['seat_snap_m']:,} m, people {LIMITS['people_share']}): {len(odd)} pairs.",
    ]
    lines += [
        "",
        "| pair | connected | dropped km | snap m | people in areas | towns no road leads to |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.first} – {r.second} ({r.edition}) | {r.connected:.3f} | {r.dropped_km:,.0f} | {r.seat_snap_m:,} | {r.people_share:.3f} | {r.off_network.replace(';', ', ')} |"
        for r in odd.itertuples()
    ]
    lines += [
        "",
        "Seats beyond 2 km are labels of these towns, which lie off the roads of these classes (metres): "
        + ", ".join(f"{name} {away:,.0f}" for name, away in far_towns())
        + ".",
    ]
    found = distances()
    lines += [
        "",
        "### Known distances",
        "",
        "| from – to | ours km | known km | error % | known from |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.title} | {r.ours_km:,.1f} | {r.km:,.0f} | {r.error:+.1f} | {r.source} |" for r in found.itertuples()
    ]
    off = found["error"].abs()
    lines += [
        "",
        f"{len(found)} distances; error in the median {off.median():.1f} %, beyond 10 % {int((off > 10).sum())}.",
    ]
    return "\n".join(lines)


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="a sample: each n-th pair of the list")
    parser.add_argument("--table", type=Path, help="document that holds the tables between two marks")
    options = parser.parse_args()
    run(options.out, options.every)
    if options.table:
        text = options.table.read_text(encoding="utf-8")
        before, after = text[: text.index(START) + len(START)], text[text.index(END) :]
        options.table.write_text(f"{before}\n{tables(options.out)}\n{after}", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
