"""Isochrones in figures: people and area within each limit, before and after; the areas to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views import data, takeaway
from views.explaining import note
from views.markup import Column, table
from words import Lang, say
from words.figures import number

if TYPE_CHECKING:
    from analysis.isochrones import Isochrones
    from analysis.scenarios import Scenario


def isochrones_to(scenario: Scenario, near: str) -> Isochrones:
    """Areas within the limits of a place or of the nearest of a kind, before and after; kept."""
    from analysis.isochrones import isochrones

    world = data.world()
    return data.kept(
        ("isochrones", world.digest(scenario), near),
        lambda: isochrones(world, before=scenario.baseline(), after=scenario, place_id=near),
    )


def show(found: Isochrones, lang: Lang) -> None:
    """Draw the table, how to read it, and the files."""
    heads = [
        Column(say("access_view.iso_limit", lang)),
        *(Column(say(f"access_view.iso_{name}", lang), figures=True) for name in ("people_before", "people_after", "km2_before", "km2_after")),
    ]  # fmt: skip
    takeaway.table(
        table(heads, rows(found, lang), caption=say("access_view.iso_title", lang), kind="tight"),
        name="vung-tiep-can-bang", lang=lang, digest=found.digest,
    )  # fmt: skip
    note(say("access_view.iso_read", lang))
    note(say("compare.digest", lang, digest=found.digest))
    with st.container(horizontal=True, gap="small"):
        takeaway.layer(lambda: found.frame, name="vung-tiep-can", digest=found.digest, lang=lang)


def rows(found: Isochrones, lang: Lang) -> list[tuple[str, ...]]:
    """One row a limit, smallest first."""
    cells = found.frame.set_index(["limit_min", "when"])
    return [
        (
            say("access_view.limit", lang, minutes=limit),
            *(number(cells.loc[(limit, when), column], lang) for column in ("people", "area_km2") for when in ("before", "after")),
        )
        for limit in sorted(set(found.frame["limit_min"]))
    ]  # fmt: skip
