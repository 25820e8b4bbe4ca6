from .measures.comparison import (
    DirectionComparison as DirectionComparison,
    Effect as Effect,
    PairComparison as PairComparison,
    compare_pair as compare_pair,
)
from .network.graph import (
    Figures as Figures,
    PathResult as PathResult,
    RoadStretch as RoadStretch,
    StretchKind as StretchKind,
)
from .network.speeds import Mode as Mode, SpeedCase as SpeedCase
from .scenarios.loading import load_world as load_world
from .scenarios.places import Place as Place
from .scenarios.scenario import Access as Access, Scenario as Scenario
from .scenarios.world import World as World
