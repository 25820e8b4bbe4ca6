from . import bounds as bounds, built_up as built_up, mending as mending, network as network
from .built_up import (
    DENSE_PER_KM2 as DENSE_PER_KM2,
    KM_PER_KM2 as KM_PER_KM2,
    ROADSIDE_M as ROADSIDE_M,
    TOWN_M as TOWN_M,
    WITHIN_M as WITHIN_M,
)
from .junctions import planar as planar
from .links import BACKGROUND as BACKGROUND, KEPT as KEPT, dropped as dropped, links as links
from .refs import normalise as normalise
from .slips import BACK_M as BACK_M, BESIDE_M as BESIDE_M, SHORT_M as SHORT_M, doubts as doubts
