"""From the columns of a file to the fields of routes, places and zones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import shapely

from intake import RefusedError
from layers import (
    FIRST_YEAR,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_PLACES,
    MOST_ROUTES,
    MOST_ZONES,
    RouteFields,
    UserPlace,
    UserRoute,
    UserZone,
    field_word,
    length_m,
    require_near,
)
from user_data.meaning import COSTS, STOOD, WHOLE, WORDS, figure, meaning, parted, with_unit
from words import ColumnNotation, InputError, Lang, Notation, clean, column_notation, say

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
_LEAST_M: Final = 1.0  # what is shorter is a doubled point, not a road


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


def column_notations(
    features: Sequence[PlacedFeature], columns: Mapping[str, str], usual: Notation
) -> dict[str, ColumnNotation]:
    """How the numbers of each column that a field with figures stands in are to be read.

    Parameters
    ----------
    usual
        The notation of the page: it stands where a column proves none.
    """
    wanted = dict.fromkeys(columns[field] for field in FIELDS if field in WHOLE | COSTS and field in columns)
    return {column: column_notation((_bare(f.values.get(column)) for f in features), usual) for column in wanted}


def _bare(value: Any) -> Any:
    """A cell without the unit behind its number."""
    apart = parted("cost_low_bn", value) or parted("speed_kmh", value) if isinstance(value, str) else None
    return apart[0] if apart else value


def by_field(
    features: Sequence[PlacedFeature],
    columns: Mapping[str, Mapping[str, str]],
    words: Mapping[tuple[str, str], str] | None = None,
) -> tuple[PlacedFeature, ...]:
    """The features with their cells by field in place of column, so that layers may name their columns differently.

    Parameters
    ----------
    columns
        Of each layer, field to column.
    words
        What the user says a word means: field and cell to the field's own key; empty: as an empty cell.
    """
    said = words or {}
    found = []
    for feature in features:
        cells = {
            field: with_unit(field, feature.values.get(column), column)
            for field, column in columns.get(feature.spot.layer, {}).items()
        }
        cells |= {field: said[field, str(cell)] for field, cell in cells.items() if (field, str(cell)) in said}
        found.append(replace(feature, values=cells))
    return tuple(found)


@dataclass(frozen=True)
class Understood:
    """A cell of a field and what it was taken for.

    Parameters
    ----------
    means
        Value of the field as in ``RouteFields``, of a word its key; ``None`` where it says nothing known.
    count
        Lines that hold it.
    """

    field: str
    cell: str
    means: float | int | str | None
    count: int


def understood(
    features: Sequence[PlacedFeature], notations: Mapping[str, Notation] | None = None
) -> tuple[Understood, ...]:
    """What the cells of the lines are taken for: words and figures, by field; what is not understood first, then the commonest.

    Parameters
    ----------
    features
        Of ``by_field``.
    notations
        By field, as ``take`` has them.
    """
    found = []
    for field in FIELDS:
        if field not in WHOLE | COSTS and field not in WORDS:
            continue
        cells = (f.values.get(field) for f in features if f.kind == "line")
        counted = Counter(cell for cell in cells if cell not in (None, ""))
        told = [Understood(field, str(c), _means(field, c, notations or {}), n) for c, n in counted.items()]
        found += sorted(told, key=lambda one: (one.means is not None, -one.count, one.cell))
    return tuple(found)


def _means(field: str, cell: Any, notations: Mapping[str, Notation]) -> Any:
    try:
        return read_value(field, cell, notations.get(field, Notation.POINT))
    except InputError:
        return None


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
                if feature.part and told.keys() & COSTS:
                    left_out += _shared_cost(feature, told)
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


def _shared_cost(feature: PlacedFeature, told: dict[str, Any]) -> list[RefusedError]:
    """Take the cost of a feature in several parts off each of them, for it is that of all; said once."""
    costs = [str(told.pop(field)) for field in sorted(COSTS & told.keys()) if told[field] not in (None, "")]
    if not costs or feature.part > 1:
        return []
    return [RefusedError("own.shared_cost", spot=feature.spot, cost=" – ".join(dict.fromkeys(costs))[:60])]


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
    if values["year"] is None and meaning("status", str(told.get("status") or "")) == STOOD:
        values["year"] = FIRST_YEAR  # what stood before the base network is open in every year
    if values["cost_high_bn"] is None:
        values["cost_high_bn"] = values["cost_low_bn"]
    return UserRoute("", RouteFields(**values), line)


def read_value(field: str, value: Any, notation: Notation) -> Any:
    """A cell as the value of a field; words as ``meaning`` knows them, numbers with their units.

    Raises
    ------
    InputError
        If it is none; the sentence names what is accepted.
    """
    if field in WORDS:
        found = meaning(field, str(value))
        if found is None:
            raise InputError("own.bad_word", field=field_word(field), found=str(value)[:40], known=_Known(field))
        return "open" if found == STOOD else found
    if field not in WHOLE | COSTS:
        return clean(str(value), lines=field == "note")[: LONGEST_NOTE if field == "note" else LONGEST_NAME]
    try:
        number = figure(field, value, notation)
        whole = int(number)
    except (TypeError, ValueError, OverflowError):
        raise InputError("own.not_a_number", field=field_word(field), found=str(value)[:40]) from None
    if field in WHOLE and whole != number:
        raise InputError("own.not_a_number", field=field_word(field), found=str(value)[:40])
    return whole if field in WHOLE else number


@dataclass(frozen=True)
class _Known:
    """The words that a field takes, as the page names them."""

    field: str

    def text(self, lang: Lang) -> str:
        """The words in one language."""
        keys, prefix = WORDS[self.field]
        return "; ".join(say(f"{prefix}{key}", lang) for key in keys)

    def __str__(self) -> str:
        return self.text(Lang.EN)


def _valid(feature: PlacedFeature) -> list[shapely.Polygon]:
    """A polygon that crosses itself is set right; what is left of it are polygons."""
    shape = feature.geometry if shapely.is_valid(feature.geometry) else shapely.make_valid(feature.geometry)
    found = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    if not found:
        raise RefusedError("own.no_area", spot=feature.spot)
    return found
