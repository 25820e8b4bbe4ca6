from .access_links import (
    CONNECTOR_DETOUR as CONNECTOR_DETOUR,
    CONNECTOR_KMH as CONNECTOR_KMH,
    AccessLinks as AccessLinks,
    Snaps as Snaps,
    connector_arcs as connector_arcs,
    costs_to_nearest_node as costs_to_nearest_node,
    costs_to_nodes as costs_to_nodes,
    find_access_links as find_access_links,
    nearest_gap_m as nearest_gap_m,
    snap as snap,
    snap_places as snap_places,
)
from .contraction import (
    ContractedLinks as ContractedLinks,
    ReducedNetwork as ReducedNetwork,
    contract_links as contract_links,
    eliminate_nodes as eliminate_nodes,
    owners_of_arcs as owners_of_arcs,
    owners_on_cut_edges as owners_on_cut_edges,
    with_arcs as with_arcs,
)
from .core import Core as Core
from .graph import (
    ArcKind as ArcKind,
    Arcs as Arcs,
    Figures as Figures,
    Graph as Graph,
    Impedance as Impedance,
    PathResult as PathResult,
    RoadLink as RoadLink,
    RoadStretch as RoadStretch,
    Skim as Skim,
    StretchKind as StretchKind,
    Weights as Weights,
    along_trees as along_trees,
    arcs_of_way as arcs_of_way,
    skim as skim,
    walk_back as walk_back,
)
from .roads import (
    BARRIER_DETOUR as BARRIER_DETOUR,
    Barriers as Barriers,
    Floats as Floats,
    Ints as Ints,
    MeasuredLines as MeasuredLines,
    Network as Network,
    Roads as Roads,
    cut_roads as cut_roads,
    planar as planar,
    unit_vectors as unit_vectors,
)
from .speeds import (
    Mode as Mode,
    SpeedCase as SpeedCase,
    SpeedTable as SpeedTable,
    UrbanArea as UrbanArea,
    UrbanStretches as UrbanStretches,
)
