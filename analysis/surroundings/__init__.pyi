from .hazard import (
    Hazard as Hazard,
    HazardRoad as HazardRoad,
    Help as Help,
    Helps as Helps,
    hazard as hazard,
    project_helps as project_helps,
)
from .land import NEAR_M as NEAR_M, LandUse as LandUse, Scope as Scope, land_use as land_use
from .rural import (
    RURAL_M as RURAL_M,
    RuralAccess as RuralAccess,
    RuralShare as RuralShare,
    rural_access as rural_access,
)
