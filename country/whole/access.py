"""National access: for every commune the time to the nearest airport, port, gate and expressway, and what the expressways bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from country.pack import shapes
from country.whole.prepared import STATES, prepared

if TYPE_CHECKING:
    from analysis.network import Floats, Graph, Ints
    from country.whole.blocks import Blocks

NEAREST: Final = ("airport", "port", "gate")
EXPRESSWAY: Final = "expressway"


def communes(skims: Blocks) -> pd.DataFrame:
    """A row for each commune of 2025: people, minutes to the nearest of each kind, mean minutes to all capitals.

    Parameters
    ----------
    skims
        The finished work of ``skims``.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name``, ``province_2022``, ``province_2025``, ``people_2019``, ``airport_min`` … ``expressway_min``;
        ``…_without_min`` without expressways; ``capitals_min`` and ``capitals_without_min``: mean over all provincial capitals
        by their provinces' people. NaN where no road leads.
    """
    network = prepared()
    own = network.ends.of("commune")
    units = shapes("communes_2025").set_index("code").loc[network.ends.ids[own]]
    columns: dict[str, object] = {
        "code": network.ends.ids[own],
        "name": units["name"].to_numpy(),
        "province_2022": units["province_2022"].to_numpy(),
        "province_2025": units["province_2025"].to_numpy(),
        "people_2019": units["population_2019"].to_numpy(dtype=float),
    }
    for state, suffix in zip(STATES, ("", "_without"), strict=True):
        graph = network.graph(state)
        for kind in NEAREST:
            goals = network.ends.node[network.ends.of(kind)]
            columns[f"{kind}{suffix}_min"] = _minutes_to(graph, goals)[network.ends.node[own]]
    columns[f"{EXPRESSWAY}_min"] = _minutes_to(network.graph(STATES[1]), network.entries)[network.ends.node[own]]
    columns |= _to_capitals(skims, len(own))
    return pd.DataFrame(columns)


def provinces(found: pd.DataFrame) -> pd.DataFrame:
    """Means of ``communes`` by province of 2025 and people of 2019; communes no road leads from stand out of a mean."""
    names = shapes("provinces_2025").set_index("code")["name"]
    minutes = [column for column in found.columns if column.endswith("_min")]
    rows = []
    for code, part in found.groupby("province_2025"):
        row: dict[str, object] = {"code": code, "name": names[code], "people_2019": part["people_2019"].sum()}
        for column in minutes:
            there = part[column].notna() & part["people_2019"].notna()
            weight = part.loc[there, "people_2019"]
            row[column] = float(np.average(part.loc[there, column], weights=weight)) if weight.sum() else np.nan
        rows.append(row)
    return pd.DataFrame(rows)


def _minutes_to(graph: Graph, goals: Ints) -> Floats:
    """Minutes from every node to the nearest of some nodes, NaN where no road leads."""
    minutes = dijkstra(graph.by_time.matrix.T.tocsr(), indices=goals, min_only=True)
    return np.where(np.isfinite(minutes), minutes, np.nan)


def _to_capitals(skims: Blocks, count: int) -> dict[str, Floats]:
    """Mean minutes of each commune to the provincial capitals that a road leads to, by the people of their provinces."""
    network = prepared()
    seats = network.ends.ids[network.ends.of("capital")]
    of = shapes("places").set_index("id").loc[seats, "province_2022"]
    weight = shapes("provinces_2022").set_index("code")["population_2019"].reindex(of).to_numpy(dtype=float)
    means: dict[str, list[Floats]] = {"capitals_min": [], "capitals_without_min": []}
    for _, arrays in skims.read():
        there = np.isfinite(arrays["fastest_min"][:, count:]) & np.isfinite(arrays["without_min"][:, count:])
        share = there * weight
        total = share.sum(axis=1)
        for name, table in (("capitals_min", "fastest_min"), ("capitals_without_min", "without_min")):
            minutes = np.where(there, arrays[table][:, count:], 0.0).astype(np.float64)
            means[name].append(
                np.divide((minutes * share).sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0)
            )
    return {name: np.concatenate(parts)[:count] for name, parts in means.items()}
