from .library import (
    access as access,
    compare as compare,
    connectivity as connectivity,
    criticality as criticality,
    isochrones as isochrones,
    path as path,
    places as places,
    plan as plan,
    portfolio as portfolio,
    projects as projects,
    ranking as ranking,
    skim as skim,
)
from .measures.comparison import (
    DirectionComparison as DirectionComparison,
    Effect as Effect,
    PairComparison as PairComparison,
    compare_pair as compare_pair,
)
from .network.graph import (
    Figures as Figures,
    Impedance as Impedance,
    PathResult as PathResult,
    RoadStretch as RoadStretch,
    StretchKind as StretchKind,
)
from .network.speeds import Mode as Mode, SpeedCase as SpeedCase
from .scenarios.loading import load_world as load_world
from .scenarios.places import Place as Place
from .scenarios.scenario import Access as Access, Scenario as Scenario
from .scenarios.variants import Assumptions as Assumptions, Weighting as Weighting
from .scenarios.world import World as World
from .valuing import appraise as appraise, order as order
