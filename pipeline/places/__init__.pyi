from . import gates as gates, places as places
from .hospitals import LIKE_NAME_M as LIKE_NAME_M, SAME_NAME_M as SAME_NAME_M
from .places import OUT_OF_REACH_M as OUT_OF_REACH_M
from .snap import snap_m as snap_m
