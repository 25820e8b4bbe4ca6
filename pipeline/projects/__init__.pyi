from . import sections as sections
from .overlap import (
    LEAST_EXPRESSWAY_M as LEAST_EXPRESSWAY_M,
    LEAST_M as LEAST_M,
    BaseSegments as BaseSegments,
    along_base as along_base,
)
