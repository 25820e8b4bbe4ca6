"""The catalogue of layers: one frozen row a layer, and nothing about a layer anywhere else.

A row says which file of ``data/geo`` holds the layer, which columns it must have, what shape its
features take, in which group of the layer switcher it stands, by which tick box it comes and goes and
how it is drawn. Titles are words (``layers.<name>``), never part of the row. Another layer is another row,
its words and its file (``docs/extending.md``): the web map, the printed sheet, both legends, the offline
page, the tick boxes, addresses and commands ask this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from layers.signs import FillStyle, LineStyle, PointStyle

if TYPE_CHECKING:
    from collections.abc import Collection


class Edition(StrEnum):
    """Which administrative map is meant: the provinces of 2022, or those since 1 July 2025."""

    Y2022 = "2022"
    Y2025 = "2025"


class Shape(StrEnum):
    """What the features of a layer are; ``NONE`` is a table without geometry."""

    POINT = "Point"
    LINE = "LineString"
    POLYGON = "Polygon"
    NONE = "none"


class Group(StrEnum):
    """Where a layer stands in the layer switcher; ``HIDDEN`` is for data that is not a map layer."""

    PROJECTS = "projects"
    PLACES = "places"
    ADMIN = "admin"
    ROADS = "roads"
    BASE = "base"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Layer:
    """One layer of ``data/geo``.

    Attributes
    ----------
    name
        Stable name, also the key of its manifest row and of its title.
    file
        File name in ``data/geo``.
    shape
        Kind of geometry; the multi- form counts as the same kind.
    columns
        Columns the file must have beside the geometry.
    group
        Its group in the layer switcher.
    style
        First part of its key in the style table; empty for a layer that is not drawn by class.
    sign
        The one sign that all of it is drawn with; None for a layer drawn by class, or not at all.
    switch
        Name of its tick box on pages, in addresses and after ``--layers``; empty for one that is always there.
    shown
        Whether a new view starts with it switched on.
    edition
        The one edition it belongs to, or None for both.
    """

    name: str
    file: str
    shape: Shape
    columns: tuple[str, ...]
    group: Group = Group.HIDDEN
    style: str = ""
    sign: LineStyle | FillStyle | PointStyle | None = None
    switch: str = ""
    shown: bool = False
    edition: Edition | None = None

    @property
    def title_key(self) -> str:
        """Key of the layer's title in the catalogue of words."""
        return f"layers.{self.name}"


def _row(name: str, file: str, shape: Shape, columns: str, **more: object) -> Layer:
    return Layer(name, file, shape, tuple(columns.split()), **more)  # type: ignore[arg-type]


_POINT, _LINE, _POLYGON, _TABLE = Shape.POINT, Shape.LINE, Shape.POLYGON, Shape.NONE

_ROWS: Final = (
    _row("study", "study.toml", _TABLE, ""),
    _row(
        "provinces_2022", "provinces_2022.parquet", _POLYGON,
        "code name name_en in_study area_km2 area_official_km2 population_2019",
        group=Group.ADMIN, style="province", switch="provinces", shown=True, edition=Edition.Y2022,
    ),
    _row(
        "provinces_2025", "provinces_2025.parquet", _POLYGON,
        "code name name_en formed_from in_study area_km2 area_official_km2",
        group=Group.ADMIN, style="province", switch="provinces", shown=True, edition=Edition.Y2025,
    ),
    _row(
        "districts_2022", "districts_2022.parquet", _POLYGON,
        "code name kind_vi province_code population_2019 area_km2 approximate min_share",
        group=Group.ADMIN, style="district", switch="districts_2022", edition=Edition.Y2022,
    ),
    _row(
        "communes_2025", "communes_2025.parquet", _POLYGON,
        "code name full_name province_2025 province_2022 district_2022 district_share area_km2 "
        "population_2019 population_method centre_lon centre_lat",
        group=Group.ADMIN, style="commune", switch="communes_2025", edition=Edition.Y2025,
    ),
    _row("cambodia_provinces", "cambodia_provinces.parquet", _POLYGON, "code name", group=Group.BASE, style="cambodia", shown=True),
    _row(
        "border", "border.parquet", _LINE,
        "province_code province_name length_km length_official_km official_source",
        group=Group.ADMIN, style="border", shown=True,
    ),
    _row(
        "roads", "roads.parquet", _LINE,
        "link_id from_node to_node road_class ref name ramp bridge oneway urban closed length_m border cut override",
        group=Group.ROADS, style="road", shown=True,
    ),
    _row("roads_cambodia", "roads_cambodia.parquet", _LINE, "road_class ref length_m", group=Group.BASE, style="road_cambodia", shown=True),
    _row("roads_dropped", "roads_dropped.csv", _TABLE, "reason road_class ref length_km lon lat"),
    _row("urban_area", "urban_area.parquet", _POLYGON, "part area_km2"),
    _row("overrides", "overrides.csv", _TABLE, "ref where column value reason_vi reason_en source"),
    _row("speeds", "speeds.csv", _TABLE, "mode road_class ramp urban low_kmh central_kmh high_kmh source"),
    _row("water", "basemap_water.parquet", _POLYGON, "kind name rank area_km2", group=Group.BASE, style="water", shown=True),
    _row("rivers", "basemap_rivers.parquet", _LINE, "kind name rank length_km", group=Group.BASE, style="river", shown=True),
    _row("forest", "basemap_forest.parquet", _POLYGON, "kind name rank area_km2", group=Group.BASE, style="forest", shown=True),
    _row("parks", "basemap_parks.parquet", _POLYGON, "kind name rank area_km2", group=Group.BASE, style="park", shown=True),
    _row("builtup", "basemap_builtup.parquet", _POLYGON, "kind name rank area_km2", group=Group.BASE, style="builtup", shown=True),
    _row("industrial", "basemap_industrial.parquet", _POLYGON, "kind name rank area_km2", group=Group.BASE, style="industrial", shown=True),
    _row("labels", "basemap_labels.parquet", _POINT, "name name_en kind rank", group=Group.BASE, style="label", shown=True),
    _row(
        "places", "places.geojson", _POINT,
        "id kind name_vi name_en province_2022 district_2022 province_2025 commune_2025 reference_vi reference_en "
        "confidence confidence_note_vi confidence_note_en population_2019 population_source source source_url snap_m district_capital_of",
        group=Group.PLACES, style="place", switch="places", shown=True,
    ),
    _row(
        "gates", "gates.geojson", _POINT,
        "id name_vi name_en class class_note_vi class_note_en cambodia_name cambodia_province province_2022 position position_note_vi position_note_en road_ref source source_url",
        group=Group.PLACES, style="gate", switch="places", shown=True,
    ),
    _row(
        "projects", "projects.geojson", _LINE,
        "section_id project_id order name_vi name_en length_km by_province_km quality status status_date status_source "
        "opened expected_year expected_source lanes design_speed_kmh road_class upgrade gap_bridge",
        group=Group.PROJECTS, style="project", switch="projects", shown=True,
    ),
    _row(
        "interchanges", "interchanges.geojson", _POINT,
        "id project_id name_vi name_en connects_to kind opening source source_en assumed max_link_m",
        group=Group.PROJECTS, style="interchange", switch="interchanges",
    ),
    _row("agreement", "agreement.toml", _TABLE, ""),
    _row("published", "published.csv", _TABLE, "kind subject from_id to_id value unit low high scope source source_url note subject_en source_en note_en"),
    _row("exceptions", "exceptions.toml", _TABLE, ""),
    _row("economics", "economics.toml", _TABLE, ""),
)  # fmt: skip

CATALOGUE: Final[dict[str, Layer]] = {row.name: row for row in _ROWS}
MEASURED: Final = (  # layers that an analysis reads: their content is in the digest of every result
    "border", "communes_2025", "districts_2022", "gates", "interchanges", "labels", "places", "projects", "provinces_2022",
    "rivers", "roads", "speeds", "study", "urban_area", "water",
)  # fmt: skip

WHOLE: Final = frozenset(
    [  # columns of counts, years, lanes, design speeds: whole numbers wherever they are written or read
        "year",
        "expected_year",
        "opening_expected_year",
        "price_year",
        "lanes",
        "design_speed_kmh",
        "population_2019",
        "height_m",
        "max_link_m",
        "order",
        "rank",
    ]
)

GENERAL_HOSPITAL: Final = "general"  # the speciality that counts where the nearest hospital is asked for
SPECIALITIES: Final = (
    GENERAL_HOSPITAL,
    "women_children",
    "traditional",
    "mental",
    "lung_infectious",
    "cancer_blood_heart",
    "eye",
    "dental_ent",
    "bones_rehabilitation",
    "cosmetic_skin",
)

STATUSES: Final = ("existing", "open", "construction", "planned", "proposed")
GATE_CLASSES: Final = ("international", "main", "secondary")
ROAD_CLASSES: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")
ROAD_CONDITIONS: Final = ("unpaved", "one_lane")  # slower than the class: known of an OpenStreetMap extract alone


def provinces_layer(edition: Edition) -> str:
    """Name of the layer of provinces of an edition."""
    return f"provinces_{edition.value}"


def optional_layers() -> tuple[str, ...]:
    """The names of the switches of all layers that a map may show or not, in the order of the table."""
    return tuple(dict.fromkeys(row.switch for row in CATALOGUE.values() if row.switch))


def shown_layers() -> frozenset[str]:
    """The switches that are on in a new view."""
    return frozenset(row.switch for row in CATALOGUE.values() if row.switch and row.shown)


def chosen_layers(switches: Collection[str], edition: Edition) -> tuple[Layer, ...]:
    """The layers that switches turn on, those of another edition left out, in the order of the table."""
    return tuple(
        row for row in CATALOGUE.values() if row.switch in switches and (row.edition is None or row.edition is edition)
    )


def tick_boxes(*groups: Group) -> dict[str, Edition | None]:
    """The switches with a tick box of their own, with the one edition that has them.

    Places come and go by their kind, projects by the list of routes.
    """
    rows = [row for row in CATALOGUE.values() if row.switch not in {"", "places", "projects"} and row.group in groups]
    both = {row.switch: {r.edition for r in rows if r.switch == row.switch} for row in rows}
    return {switch: editions.pop() if len(editions) == 1 else None for switch, editions in both.items()}
