"""Build a study: the layers in order, in a folder that takes its place when all is written, or not at all."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from country import content, network, settlements
from country.area import Area, area_of
from country.library import RECORD, folder_of, studies_folder
from country.pack import pack_digest, rows, shapes
from country.record import abroad_names, study_text
from layers import BUILT_IN, CATALOGUE, data_digest, manifest
from pipeline.files import Built, Context, Origin, enter, replace_folder, tidy, write_frame, write_text
from pipeline.places import snap_m
from words import InputError, Lang, say

if TYPE_CHECKING:
    from pathlib import Path

    from country.choice import Pair

Told = Callable[[int, int, str], None]
STEPS: Final = ("area", "roads", "ground", "places", "tables", "check")
_ROOM_BYTES: Final = 80_000_000  # a large study and what is written before it takes its place
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT}) if hasattr(errno, "EDQUOT") else frozenset({errno.ENOSPC})
_FROM: Final = {  # layer of a study: the layer of the pack whose source and licence it carries, and its order
    "provinces_2022": ("provinces_2022", ("code",)),
    "provinces_2025": ("provinces_2025", ("code",)),
    "districts_2022": ("communes_2025", ("code",)),
    "communes_2025": ("communes_2025", ("code",)),
    "cambodia_provinces": ("border", ("code",)),
    "border": ("border", ("province_code",)),
    "roads": ("roads", ("link_id",)),
    "roads_cambodia": ("roads_abroad", ("link_id",)),
    "urban_area": ("urban_area", ("part",)),
    "water": ("water", ("fid",)),
    "rivers": ("rivers", ("fid",)),
    "forest": ("forest", ("fid",)),
    "parks": ("parks", ("fid",)),
    "builtup": ("builtup", ("fid",)),
    "industrial": ("builtup", ("fid",)),
    "labels": ("rivers", ("fid",)),
    "places": ("places", ("id",)),
    "gates": ("gates", ("id",)),
    "projects": ("roads", ("section_id",)),
    "interchanges": ("roads", ("id",)),
}
_COPIED: Final = ("speeds", "economics")  # the same everywhere
_OF_ANOTHER_NUMBER: Final = {  # what these speak of, by the number of provinces
    1: (
        ("giữa hai tỉnh", "trong tỉnh"),
        ("between the two provinces", "within the province"),
        ("đi lại liên tỉnh", "đi lại trong tỉnh"),
        ("trips between provinces", "trips within the province"),
    ),
    3: (("giữa hai tỉnh", "giữa ba tỉnh"), ("between the two provinces", "between the three provinces")),
}
_EMPTY_TEXTS: Final = {
    "agreement": 'requests = []\nthemes = []\nunplaced = []\n\n[meeting]\ndate = ""\n',
    "exceptions": "exceptions = []\n",
}


@dataclass
class _Writer:
    """Writes layers into one folder and counts the steps."""

    folder: Path
    told: Told
    done: int = 0
    abroad: dict[str, str] = field(default_factory=dict)
    context: Context = field(init=False)

    def __post_init__(self) -> None:
        self.context = Context(sources=None, facts=None, out=self.folder)

    def step(self, name: str) -> None:
        """Say that a step begins."""
        self.told(self.done, len(STEPS), f"country.step_{name}")
        self.done += 1

    def frame(
        self, name: str, frame: pd.DataFrame, *, sort_by: tuple[str, ...] = (), members: dict[str, Any] | None = None
    ) -> None:
        """Write a layer; its provenance is that of the pack's layer it was cut from."""
        source, order = _FROM.get(name, ("roads_dropped", sort_by))
        self._put(name, source, frame=tidy(frame, layer=name, sort_by=order), members=members or {})

    def text(self, name: str, text: str) -> None:
        """Write a layer that is a text: one that is the same everywhere, or one that the program writes itself."""
        self._put(name, "", text=text)

    def _put(self, name: str, source: str, **content: Any) -> None:
        empty = "frame" in content and content["frame"].empty
        row = (
            manifest(folder=BUILT_IN)[name]
            if name in _COPIED
            else _own_row()
            if empty or not source
            else rows()[source]
        )
        known = {key: value for key, value in row.items() if key in Origin.__dataclass_fields__}
        cut = {lang: () if empty or not source else (say("country.cut", lang),) for lang in (Lang.VI, Lang.EN)}
        title = {
            lang: say(
                CATALOGUE[name].title_key,
                lang,
                unit_districts=say("layers.area_districts", lang),
                abroad=self.abroad.get(f"name_{lang.value}", ""),
                agreement_month="",
            ).strip()
            for lang in (Lang.VI, Lang.EN)
        }
        built = Built(
            name=name,
            file=CATALOGUE[name].file,
            title_vi=title[Lang.VI],
            title_en=title[Lang.EN],
            origin=Origin(**known),
            steps=(*row["steps_en"], *cut[Lang.EN]),
            steps_vi=(*row["steps_vi"], *cut[Lang.VI]),
            quality=row["quality_en"],
            quality_vi=row["quality_vi"],
            **content,
        )
        path = self.folder / built.file
        if built.frame is None:
            write_text(str(built.text), path)
        else:
            write_frame(built.frame, path, members=built.members)
        enter(self.folder, built)


def _own_row() -> dict[str, Any]:
    """What the manifest says of a layer that the program writes, or that a study has nothing of."""
    told = {lang: say("country.written_here", lang) for lang in (Lang.VI, Lang.EN)}
    return {
        "source": told[Lang.EN],
        "source_vi": told[Lang.VI],
        "source_url": "",
        "licence": "–",
        "attribution": "–",
        "reference_date": rows()["roads"]["reference_date"],
        "steps_en": [],
        "steps_vi": [],
        "quality_en": "",
        "quality_vi": "",
    }


def build(pair: Pair, *, told: Told = lambda *_: None) -> Path:
    """Build the study of a pair; its folder. A former one of that pair is replaced when the new one is whole.

    Parameters
    ----------
    told
        Called at each step with steps done, steps in all and the key of its words; what it raises ends the build.

    Raises
    ------
    InputError
        If there is no room on the disk, the folder cannot be written, or another program holds the former one.
    DataError
        If the pack is missing or damaged.
    """
    goal = folder_of(pair.name)
    fresh, former = (goal.with_name(f".{pair.name}.{word}") for word in ("new", "former"))
    try:
        studies_folder().mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(goal.parent).free < _ROOM_BYTES:
            raise InputError("country.no_room", folder=goal.parent, needed=_ROOM_BYTES // 1_000_000)
        for left_over in (fresh, former):
            shutil.rmtree(left_over, ignore_errors=True)
        fresh.mkdir()
        _write(pair, _Writer(fresh, told))
        replace_folder(goal, fresh, former)
    except OSError as error:
        if error.errno in _FULL:
            raise InputError("country.no_room", folder=goal.parent, needed=_ROOM_BYTES // 1_000_000) from error
        raise InputError("errors.cannot_write", file=goal, detail=error.strerror or type(error).__name__) from error
    finally:
        for left_over in (fresh, former):
            shutil.rmtree(left_over, ignore_errors=True)
    return goal


def _write(pair: Pair, writer: _Writer) -> None:
    """All layers of a study, those first that others ask."""
    writer.step("area")
    area = area_of(pair)
    writer.abroad = abroad_names(area)
    writer.step("roads")
    cut = network.cut(area)
    writer.frame("roads", cut.roads)
    writer.frame("roads_cambodia", cut.abroad)
    writer.frame("roads_dropped", cut.dropped, sort_by=tuple(cut.dropped.columns))
    writer.frame("urban_area", content.urban(area))
    writer.step("ground")
    for name, frame in (content.ground(area) | content.provinces(area) | {"border": content.border(area)}).items():
        writer.frame(name, frame)
    writer.frame("cambodia_provinces", content.nothing("code", "name"))
    writer.step("places")
    figures = _settle(area, writer)
    writer.step("tables")
    _tables(pair, writer)
    writer.step("check")
    _record(area, cut, figures, writer.folder)


def _settle(area: Area, writer: _Writer) -> dict[str, Any]:
    """Gates, places, communes, areas around towns and ``study.toml``; the distances to the network."""
    gates = content.gates(area)
    gates["snap_m"] = snap_m(writer.context, gates.geometry)
    writer.frame("gates", gates)
    places = settlements.settled(content.near(shapes("places"), area.box, clip=False))
    metres = snap_m(writer.context, places.geometry)
    away = np.asarray(pd.Series(metres).astype("Float64").to_numpy(dtype=float, na_value=np.inf), dtype=np.float64)
    communes = content.study_units(area)
    towns = settlements.towns_of(area, places, away, communes)
    districts = settlements.areas(towns, communes, places)
    told = settlements.places_layer(area, places, away, towns, districts)
    writer.frame("districts_2022", districts)
    writer.frame("communes_2025", settlements.communes_layer(area, communes, towns))
    writer.frame("places", told)
    writer.text("study", study_text(area, towns, places))
    seats = told[told["district_capital_of"].notna()]
    own = communes[communes["code"].isin(towns.area_of)]
    return {
        "areas": len(districts),
        "people_2019": int(own["population_2019"].sum()),
        "people_in_areas": int(districts["population_2019"].sum()),
        "seat_snap_m": int(seats["snap_m"].max()),
        "off_network": sorted(told.loc[told["snap_m"].isna() | (told["snap_m"] > settlements.REACH_M), "id"]),
        "gates": int((gates["position"] != "unknown").sum()),
        "gates_unplaced": int((gates["position"] == "unknown").sum()),
    }


def _tables(pair: Pair, writer: _Writer) -> None:
    """Layers that a region without projects has none of, and those that are the same everywhere."""
    for name in ("projects", "interchanges"):
        writer.frame(
            name, content.nothing(*CATALOGUE[name].columns), members={"projects": []} if name == "projects" else None
        )
    for name in ("overrides", "published"):
        writer.text(name, ",".join(CATALOGUE[name].columns) + "\n")
    for name, text in _EMPTY_TEXTS.items():
        writer.text(name, text)
    for name in _COPIED:
        text = (BUILT_IN / CATALOGUE[name].file).read_text(encoding="utf-8")
        for words, others in _OF_ANOTHER_NUMBER.get(len(pair.units), ()):
            text = text.replace(words, others)
        writer.text(name, text)


def _record(area: Area, cut: network.Cut, figures: dict[str, Any], folder: Path) -> None:
    """``built.json``: what was asked, of which pack, and the figures of the checks."""
    pair = area.pair
    provinces = gpd.read_parquet(folder / CATALOGUE[f"provinces_{pair.edition.value}"].file).set_index("code")
    codes = list(pair.codes)
    off = (provinces["area_km2"] / provinces["area_official_km2"] - 1) * 100
    record = {
        "name": pair.name,
        "edition": pair.edition.value,
        "provinces": codes,
        "titles": {"vi": [u.name_vi for u in pair.units], "en": [u.name_en for u in pair.units]},
        "touch": pair.touch,
        "pack": pack_digest(),
        "digest": data_digest(folder=folder),
        "links": len(cut.roads),
        "km": round(float(cut.roads["length_m"].sum()) / 1000, 1),
        "dropped_km": round(float(cut.dropped["length_km"].sum()), 1),
        "connected": round(cut.connected, 4),
        "area_off_percent": [None if np.isnan(off[code]) else round(float(off[code]), 2) for code in codes],
        **figures,
    }
    write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", folder / RECORD)
