"""Who gains: the communes of both provinces by minutes saved on the way to the other province's capital.

A commune of the province in which the journey begins is measured to the destination, every other one to
the origin. People of 2019; a commune without a figure is drawn and stays out of the shares of people.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from layers.results import ResultLayer, classed, classes_of
from words import Lang, say
from words.figures import percents

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis import Scenario, World

BREAKS_MIN: Final = (1.0, 5.0, 10.0, 20.0, 30.0)
NOTABLE_MIN: Final = 10.0
_SCALE: Final = "gain"


@dataclass(frozen=True)
class CommuneGains:
    """The communes of both provinces.

    Attributes
    ----------
    frame
        As ``analysis.gains.commune_gains``, of the two provinces only (EPSG:4326).
    digest
        Names data, scenarios and places.
    """

    frame: gpd.GeoDataFrame
    digest: str

    @property
    def counted(self) -> gpd.GeoDataFrame:
        """Communes with a figure of people that are connected before and after."""
        return self.frame[self.frame["people"].notna() & self.frame["saved_min"].notna()]

    def people_percent(self) -> list[float]:
        """Share of the people in each class of minutes saved, least first, to the tenth printed; they sum to 100."""
        rows = self.counted
        numbers = np.array(classes_of(rows["saved_min"], BREAKS_MIN))
        people = [float(rows["people"][numbers == n].sum()) for n in range(len(BREAKS_MIN) + 1)]
        return percents(people, decimals=1)

    def notable_percent(self) -> float:
        """Share of the people who save at least ``NOTABLE_MIN`` minutes."""
        rows = self.counted
        total = float(rows["people"].sum())
        return 100 * float(rows["people"][rows["saved_min"] >= NOTABLE_MIN].sum()) / total if total else 0.0

    def largest(self, count: int) -> gpd.GeoDataFrame:
        """The communes that save most, by minutes, then by code."""
        return self.frame.dropna(subset=["saved_min"]).sort_values(["saved_min", "code"], ascending=[False, True])[
            :count
        ]

    def layer(self, lang: Lang) -> ResultLayer:
        """The communes in classes, for a map and its legend."""
        return classed(
            self.frame,
            "saved_min",
            key=self.digest,
            heading=say("slides.gains_legend", lang),
            scale=_SCALE,
            breaks=BREAKS_MIN,
            names=class_names(lang),
            tip=lambda row: (row.full_name,),
        )


def class_names(lang: Lang) -> list[str]:
    """The classes in words, least first."""
    whole = [f"{b:.0f}" for b in BREAKS_MIN]
    between = [say("slides.gains_between", lang, low=a, high=b) for a, b in itertools.pairwise(whole)]
    return [say("slides.gains_below", lang, high=whole[0]), *between, say("slides.gains_above", lang, low=whole[-1])]


def gains_of(world: World, scenario: Scenario, *, origin: str, destination: str) -> CommuneGains:
    """Minutes saved by the communes of both provinces to the other one's place.

    Raises
    ------
    InputError
        If a place is unknown or the scenario not feasible.
    """
    from analysis.gains import commune_gains  # noqa: PLC0415 - the network code where figures are told

    home = world.place(origin).province
    both = [
        commune_gains(world, before=scenario.baseline(), after=scenario, place_ids=[end])
        for end in (destination, origin)
    ]
    there, back = (g.frame[g.frame["study"]] for g in both)
    rows = pd.concat([there[there["province_2022"] == home], back[back["province_2022"] != home]])
    return CommuneGains(rows.sort_values("code").reset_index(drop=True), both[0].digest)
