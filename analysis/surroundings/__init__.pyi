from .hazard import (
    Hazard as Hazard,
    HazardRoad as HazardRoad,
    Helps as Helps,
    hazard as hazard,
    project_helps as project_helps,
)
from .land import LandUse as LandUse, Scope as Scope, land_use as land_use
from .rural import (
    RuralAccess as RuralAccess,
    rural_access as rural_access,
)
from .shore import wet_ends as wet_ends, wet_stretches as wet_stretches
