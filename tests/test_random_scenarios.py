"""Random scenarios of the real network: the table against pairs and full recomputation, and what never happens."""

from __future__ import annotations

import numpy as np
import pytest
from graphs import real_world

from analysis.accessibility.origins import communes, minutes_to
from analysis.appraisal.trips import yardstick
from analysis.measures.comparison import compare_pair
from analysis.measures.gains import commune_gains
from analysis.measures.metrics import FOUR, SAVED, metric_table
from analysis.measures.pairs import pair_matrix, pair_shares
from analysis.network.graph import skim
from analysis.network.speeds import Mode, SpeedCase
from analysis.scenarios.scenario import Access
from analysis.scenarios.scenario_set import ScenarioSet, mend_variant
from analysis.scenarios.variants import Assumptions, Variant

SHORT, LONG = range(3), range(3, 25)
SEEDS = [*SHORT, *(pytest.param(n, marks=pytest.mark.long) for n in LONG)]


def drawn(seed):
    """A world, assumptions and a feasible variant."""
    w, random = real_world(), np.random.default_rng(seed)
    units = frozenset(random.choice(list(w.projects), size=random.integers(1, 9), replace=False).tolist())
    year = None if random.random() < 0.7 else int(random.integers(2022, 2031))
    variant, _ = mend_variant(w, Variant("own-1", "A", units, year))
    usual = Assumptions(
        mode=list(Mode)[random.integers(3)],
        speeds=list(SpeedCase)[random.integers(3)],
        access=list(Access)[random.integers(2)],
        restricted_links=bool(random.random() < 0.3),
    )
    return w, usual, variant


@pytest.mark.parametrize("seed", SEEDS)
def test_the_table_equals_pairs_and_full_recomputation(seed):
    w, usual, variant = drawn(seed)
    table = metric_table(w, ScenarioSet((Variant("baseline"), variant), usual))
    scenario, rod = variant.scenario(usual), yardstick(w)
    pair = compare_pair(w, scenario, "cap-tay-ninh", "cap-dong-xoai")
    for key, side in (("baseline", pair.before), ("own-1", pair.after)):
        wanted = (side.shortest_m / 1000, side.fastest_min, side.fastest_length_m / 1000, side.detour_index)
        assert [table.cell(key, f"capitals_{n}").value for n in FOUR] == pytest.approx(list(wanted), rel=1e-9)
    people = np.array([float(w.places[p].population) for p in rod.origins])
    ends = w.nodes([p for p in rod.ends if w.places[p].kind == "port"])
    ports = skim(w.graph(scenario), w.nodes(rod.origins), ends).fastest_min.min(axis=1)
    assert table.cell("own-1", "port_fastest_min").value == pytest.approx(ports @ people / people.sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_adding_roads_lengthens_nothing_and_shares_sum_to_the_saving(seed):
    w, usual, variant = drawn(seed)
    after = variant.scenario(usual)
    table = metric_table(w, ScenarioSet((Variant("baseline"), variant), usual))
    for group in ("capitals", "districts", "gate", "airport", "port"):
        assert table.cell("own-1", f"{group}_shortest_km").difference <= 0
        assert table.cell("own-1", f"{group}_fastest_min").difference <= 0
    assert table.cell("own-1", SAVED).value >= -1e-6
    gains = commune_gains(w, before=after.baseline(), after=after, place_ids=["cap-dong-xoai"]).frame
    now = minutes_to(w, after, communes(w), ["cap-dong-xoai"])[:, 0]
    assert gains["after_min"].to_numpy() == pytest.approx(now, nan_ok=True)
    assert (gains["saved_min"].dropna() > -1e-9).all()
    ends = ["cap-dong-xoai"]
    matrix = pair_matrix(w, before=after.baseline(), after=after, origins=["cap-tay-ninh"], destinations=ends)
    shares = pair_shares(w, after, "cap-tay-ninh", *ends)
    assert sum(shares.shares.values()) == pytest.approx(matrix.saved_min[0, 0], abs=1e-9)
    assert all(s >= -1e-9 for s in shares.shares.values())
