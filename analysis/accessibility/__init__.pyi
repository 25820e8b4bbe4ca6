from .access import (
    ACCESS_LIMITS_MIN as ACCESS_LIMITS_MIN,
    Accessibility as Accessibility,
    Group as Group,
    accessibility as accessibility,
    kinds_there as kinds_there,
    worst_mean as worst_mean,
)
from .border import (
    BORDER_BREAKS_KM as BORDER_BREAKS_KM,
    BorderAccess as BorderAccess,
    GateFigures as GateFigures,
    HypothesisRange as HypothesisRange,
    border_access as border_access,
    border_classes as border_classes,
    border_communes as border_communes,
    border_line as border_line,
    border_road_ranges as border_road_ranges,
    gate_figures as gate_figures,
    hypotheses as hypotheses,
    unplaced_gates as unplaced_gates,
)
from .isochrone_areas import (
    ISOCHRONE_LIMITS_MIN as ISOCHRONE_LIMITS_MIN,
    Isochrones as Isochrones,
    isochrones as isochrones,
)
from .origins import (
    Communes as Communes,
    communes as communes,
    metres_to as metres_to,
    minutes_to as minutes_to,
    minutes_to_nearest as minutes_to_nearest,
    people_within as people_within,
)
from .tours import (
    MOST_STOPS as MOST_STOPS,
    RoundTrip as RoundTrip,
    round_trip as round_trip,
    tourist_sites as tourist_sites,
    trip_geojson as trip_geojson,
    trip_gpx as trip_gpx,
)
