from . import published_figures as published_figures
from .published_figures import (
    DISTANCE_PERCENT as DISTANCE_PERCENT,
    LENGTH_PERCENT as LENGTH_PERCENT,
    MAPPED_SHARE as MAPPED_SHARE,
    NEEDED as NEEDED,
    PUBLISHED_COLUMNS as PUBLISHED_COLUMNS,
    Check as Check,
    Verdict as Verdict,
    checks as checks,
    published_notation as published_notation,
    published_rows as published_rows,
    published_sample as published_sample,
    read_published as read_published,
)
from .travel_times import KnownTime as KnownTime, known_times as known_times
