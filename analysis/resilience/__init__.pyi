from .closures import (
    NOTABLE_M as NOTABLE_M,
    NOTABLE_MIN as NOTABLE_MIN,
    ROAD_SEARCH_M as ROAD_SEARCH_M,
    ClosureLoss as ClosureLoss,
    FoundLink as FoundLink,
    JointClosure as JointClosure,
    PairLoss as PairLoss,
    close_jointly as close_jointly,
    closed_lines as closed_lines,
    closure_loss as closure_loss,
    link_of as link_of,
    nearest_road as nearest_road,
    placed_bridges as placed_bridges,
    stretch_of as stretch_of,
)
from .critical_roads import (
    ProjectFragility as ProjectFragility,
    critical_links as critical_links,
    critical_stretches as critical_stretches,
    criticality_change as criticality_change,
    most_critical as most_critical,
    project_fragility as project_fragility,
)
from .crossings import (
    Crossing as Crossing,
    Crossings as Crossings,
    boundary_crossings as boundary_crossings,
    common_boundary as common_boundary,
    river_crossings as river_crossings,
    river_of as river_of,
)
from .detours import MOST_DETOURS as MOST_DETOURS, Detour as Detour, detours as detours
from .edge_disjoint import (
    TOWN_RADIUS_M as TOWN_RADIUS_M,
    DisjointRoutes as DisjointRoutes,
    disjoint_routes as disjoint_routes,
    routes_between_groups as routes_between_groups,
)
from .link_losses import Criticality as Criticality, criticality as criticality, progress_of_part as progress_of_part
from .link_removal import (
    ClosureGroups as ClosureGroups,
    TripsOnChains as TripsOnChains,
    closure_groups as closure_groups,
    trips_on_chains as trips_on_chains,
    ways_without_each as ways_without_each,
)
from .missing_roads import MissingLinks as MissingLinks, missing_links as missing_links
from .zones import projects_in_areas as projects_in_areas, roads_in_area as roads_in_area
