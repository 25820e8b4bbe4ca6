"""``study.toml``: what region this is, hand-written in ``data/build/input`` and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.build.built import Built
from data.build.sources import FACTS

if TYPE_CHECKING:
    from data.build.built import Context


def build(context: Context) -> list[Built]:
    """The layer ``study``.

    Raises
    ------
    ValueError
        If the two provinces or the study area do not agree with the table of provinces.
    """
    faults(context)
    text = (context.tables / "study.toml").read_text(encoding="utf-8")
    return [context.described("study", text=text, origin=FACTS)]


def faults(context: Context) -> None:
    """Raise ValueError with everything in which ``study.toml`` and ``provinces.csv`` differ."""
    region, table = context.study, context.table("provinces")
    named = table.set_index(["edition", "code"])["name"].to_dict()
    marked = set(table.loc[(table["edition"] == "2022") & (table["in_study"] == "1"), "code"])
    found = []
    if marked != set(region.provinces):
        found.append(f"study area: {sorted(marked ^ set(region.provinces))} on one side only")
    for province in (region.first, region.second):
        if named.get(("2022", province.code)) != province.name_vi:
            found.append(f"{province.code} is {named.get(('2022', province.code))}, not {province.name_vi}")
        if ("2025", province.code_2025) not in named:
            found.append(f"{province.code_2025} is no province of 2025")
        if region.code_now(province.code) != province.code_2025:
            found.append(f"{province.code}: code_2025 and merged differ")
    if found:
        raise ValueError("study.toml: " + "; ".join(found))
