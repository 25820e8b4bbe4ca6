"""From the columns of a file to the fields of routes, places and zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import shapely

from intake import RefusedError, plain_name
from layers import (
    ACCESSES,
    FIRST_YEAR,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_PLACES,
    MOST_ROUTES,
    MOST_ZONES,
    QUALITIES,
    ROAD_CLASSES,
    USER_STATUSES,
    RouteFields,
    UserPlace,
    UserRoute,
    UserZone,
    field_word,
    length_m,
    require_near,
)
from words import ColumnNotation, InputError, Lang, Notation, clean, column_notation, plain, read_number, say

if TYPE_CHECKING:
    from intake import PlacedFeature

FIELDS: Final = (
    "name",
    "road_class",
    "speed_kmh",
    "access",
    "status",
    "year",
    "cost_low_bn",
    "cost_high_bn",
    "price_year",
    "lanes",
    "quality",
    "note",
)
_WORDS: Final = {
    "road_class": (ROAD_CLASSES, "layers.road_"),
    "status": (USER_STATUSES, "layers.status_"),
    "access": (ACCESSES, "own.access_"),
    "quality": (QUALITIES, "own.quality_"),
}
_FORMER: Final = {  # what files of earlier versions say
    "road_class": {
        "quoc lo va duong truc chinh": "trunk",
        "national and trunk road": "trunk",
        "duong tinh va duong chinh cap i": "primary",
        "primary road": "primary",
        "duong chinh cap ii": "secondary",
        "secondary road": "secondary",
        "duong cap iii": "tertiary",
        "tertiary road": "tertiary",
    },
}
_WHOLE: Final = frozenset({"speed_kmh", "year", "price_year", "lanes"})
_COSTS: Final = frozenset({"cost_low_bn", "cost_high_bn"})
# headings that people use, in plain letters
_HEADINGS: Final = {
    "name": ("name", "ten", "ten_tuyen", "tuyen", "ten_du_an", "ten_duong", "label", "title"),
    "road_class": ("road_class", "class", "cap", "cap_duong", "loai_duong", "highway", "fclass"),
    "speed_kmh": ("speed_kmh", "speed", "toc_do", "toc_do_thiet_ke", "van_toc", "maxspeed", "design_speed_kmh"),
    "access": ("access", "dau_noi", "ra_vao"),
    "status": ("status", "trang_thai", "tinh_trang"),
    "year": ("year", "nam", "nam_thong_xe", "nam_hoan_thanh", "opening"),
    "cost_low_bn": ("cost_low_bn", "cost_low", "chi_phi", "chi_phi_thap", "tong_muc_dau_tu", "tmdt", "cost"),
    "cost_high_bn": ("cost_high_bn", "cost_high", "chi_phi_cao", "chi_phi", "tong_muc_dau_tu", "tmdt", "cost"),
    "price_year": ("price_year", "nam_gia"),
    "lanes": ("lanes", "so_lan", "so_lan_xe", "lan_xe"),
    "quality": ("quality", "chat_luong"),
    "note": ("note", "ghi_chu", "mo_ta", "description", "desc", "cmt", "notes"),
}
_LEAST_M: Final = 50.0


@dataclass(frozen=True)
class Taken:
    """What the features of a file become; ids are given when they join the user's data.

    Parameters
    ----------
    left_out
        Features that cannot be used: where each stands and why.
    """

    routes: tuple[UserRoute, ...]
    places: tuple[UserPlace, ...]
    zones: tuple[UserZone, ...]
    left_out: tuple[RefusedError, ...] = ()

    def __len__(self) -> int:
        return len(self.routes) + len(self.places) + len(self.zones)


def guess(columns: Sequence[str]) -> dict[str, str]:
    """The column that each field most likely stands in; fields without one are missing."""
    plain_names = {plain_name(column): column for column in reversed(columns)}
    found = {}
    for field, headings in _HEADINGS.items():
        heading = next((h for h in headings if h in plain_names), None)
        if heading is not None:
            found[field] = plain_names[heading]
    return found


def column_notations(
    features: Sequence[PlacedFeature], columns: Mapping[str, str], usual: Notation
) -> dict[str, ColumnNotation]:
    """How the numbers of each column that a field with figures stands in are to be read.

    Parameters
    ----------
    usual
        The notation of the page: it stands where a column proves none.
    """
    wanted = dict.fromkeys(columns[field] for field in FIELDS if field in _WHOLE | _COSTS and field in columns)
    return {column: column_notation((f.values.get(column) for f in features), usual) for column in wanted}


def take(
    features: Sequence[PlacedFeature],
    columns: Mapping[str, str],
    *,
    defaults: RouteFields,
    file_name: str,
    notations: Mapping[str, Notation] | None = None,
) -> Taken:
    """Points as places, lines as routes, polygons as zones; what cannot be used is named and left out.

    Parameters
    ----------
    columns
        Field to column; a field without one, or an empty cell, takes the default.
    defaults
        Its name is replaced: by the name of the feature, else by that of the file with a number.
    notations
        How the numbers of each column with figures are read: what ``column_notations`` found, or the user
        chose; a column without one as programs write, with a point.

    Raises
    ------
    RefusedError
        If nothing of it can be used: the first fault, with its place; or if there is more than a user may have.
    """
    routes: list[UserRoute] = []
    places: list[UserPlace] = []
    zones: list[UserZone] = []
    by_field = {field: (notations or {}).get(column, Notation.POINT) for field, column in columns.items()}
    left_out: list[RefusedError] = []
    for number, feature in enumerate(features, 1):
        told = {field: feature.values.get(column) for field, column in columns.items()}
        told["name"] = _name(told.get("name"), feature, f"{file_name} {number}")
        try:
            require_near(feature.geometry)
            if feature.kind == "line":
                routes.append(_route(feature, told, defaults, by_field))
            else:
                texts = (str(told["name"]), str(told.get("note") or "")[:LONGEST_NOTE])
                if feature.kind == "point":
                    places.append(UserPlace("", *texts, feature.geometry.x, feature.geometry.y))
                else:
                    zones.extend(UserZone("", *texts, part) for part in _valid(feature))
        except RefusedError as fault:
            left_out.append(fault)
        except InputError as fault:
            left_out.append(RefusedError(fault.key, spot=feature.spot, **fault.values))
    if left_out and not (routes or places or zones):
        raise left_out[0]
    for found, most, key in (
        (routes, MOST_ROUTES, "routes"),
        (places, MOST_PLACES, "places"),
        (zones, MOST_ZONES, "zones"),
    ):
        if len(found) > most:
            raise RefusedError(f"own.too_many_{key}", count=len(found), most=most)
    return Taken(tuple(routes), tuple(places), tuple(zones), tuple(left_out))


def _name(value: Any, feature: PlacedFeature, otherwise: str) -> str:
    name = clean(str(value or "")) or clean(otherwise)
    return f"{name[: LONGEST_NAME - 8]} ({feature.part})" if feature.part else name[:LONGEST_NAME]


def _route(
    feature: PlacedFeature, told: Mapping[str, Any], defaults: RouteFields, notations: Mapping[str, Notation]
) -> UserRoute:
    line = shapely.remove_repeated_points(feature.geometry)
    if length_m([line])[0] < _LEAST_M:
        raise RefusedError("own.too_short", spot=feature.spot, least=f"{_LEAST_M:.0f}")
    values = {field: getattr(defaults, field) for field in FIELDS}
    values |= {
        field: read_value(field, value, notations.get(field, Notation.POINT))
        for field, value in told.items()
        if value not in (None, "")
    }
    if values["year"] is None and plain(str(told.get("status") or "")) in _stood():
        values["year"] = FIRST_YEAR  # what stood before the base network is open in every year
    if values["cost_high_bn"] is None:
        values["cost_high_bn"] = values["cost_low_bn"]
    return UserRoute("", RouteFields(**values), line)


def read_value(field: str, value: Any, notation: Notation) -> Any:
    """A cell as the value of a field; words are taken in either language or as the field's own keys.

    Raises
    ------
    InputError
        If it is none; the sentence names what is accepted.
    """
    if field == "status" and plain(value if isinstance(value, str) else "") in _stood():
        return "open"
    if field in _WORDS:
        return _word(field, str(value))
    if field not in _WHOLE | _COSTS:
        return clean(str(value), lines=field == "note")[: LONGEST_NOTE if field == "note" else LONGEST_NAME]
    try:
        number = read_number(value, notation) if isinstance(value, str) else float(value)
        whole = int(number)
    except (TypeError, ValueError, OverflowError):
        raise InputError("own.not_a_number", field=field_word(field), found=str(value)[:40]) from None
    if field in _WHOLE and whole != number:
        raise InputError("own.not_a_number", field=field_word(field), found=str(value)[:40])
    return whole if field in _WHOLE else number


def _stood() -> frozenset[str]:
    """How our own files call what stood before the base network, in plain letters."""
    return frozenset({"existing", *(plain(say("layers.status_existing", lang)) for lang in Lang)})


def _word(field: str, value: str) -> str:
    keys, prefix = _WORDS[field]
    known = {plain(say(f"{prefix}{key}", lang)): key for key in keys for lang in Lang} | {key: key for key in keys}
    known |= _FORMER.get(field, {})
    found = known.get(plain(value))
    if found is None:
        raise InputError("own.bad_word", field=field_word(field), found=value[:40], known=", ".join(keys))
    return found


def _valid(feature: PlacedFeature) -> list[shapely.Polygon]:
    """A polygon that crosses itself is set right; what is left of it are polygons."""
    shape = feature.geometry if shapely.is_valid(feature.geometry) else shapely.make_valid(feature.geometry)
    found = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    if not found:
        raise RefusedError("own.no_area", spot=feature.spot)
    return found
