"""``study.toml``: what region this is, hand-written in ``pipeline/input`` and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers import Edition
from pipeline.files import FACTS, Built

if TYPE_CHECKING:
    from pipeline.files import Context


def build(context: Context) -> list[Built]:
    """The layer ``study``.

    Raises
    ------
    ValueError
        If the two provinces or the study area do not agree with the table of provinces.
    """
    faults(context)
    text = context.text("study.toml")
    return [context.described("study", text=text, origin=FACTS)]


def faults(context: Context) -> None:
    """Raise ValueError with everything in which ``study.toml`` and ``provinces.csv`` differ."""
    region, table = context.study, context.table("provinces")
    named = table.set_index(["edition", "code"])["name"].to_dict()
    found = [
        f"{code} is no province of {edition.value}"
        for edition in Edition
        for code in region.codes_of(edition)
        if (edition.value, code) not in named
    ]
    found += [f"{code} lies outside the study area" for code in region.codes if code not in region.provinces]
    for province in region.own:
        if named.get(("2022", province.code)) != province.name_vi:
            found.append(f"{province.code} is {named.get(('2022', province.code))}, not {province.name_vi}")
        if region.code_now(province.code) != province.code_2025:
            found.append(f"{province.code}: code_2025 and merged differ")
    if found:
        raise ValueError("study.toml: " + "; ".join(found))
