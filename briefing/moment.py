"""The moment a file says it was made: fixed by ``SOURCE_DATE_EPOCH``, so that the same input gives the same bytes.

The variable holds seconds since 1970-01-01 UTC (reproducible-builds.org/specs/source-date-epoch). Without
it the clock of the machine is asked, once for each file. Times are UTC.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import Final

from words.errors import InputError

VARIABLE: Final = "SOURCE_DATE_EPOCH"
_FIRST_OF_ZIP: Final = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # the format counts from here …
_LAST_OF_ZIP: Final = dt.datetime(2107, 12, 31, 23, 59, 58, tzinfo=dt.UTC)  # … to here, in steps of two seconds

ZipTime = tuple[int, int, int, int, int, int]


def now() -> dt.datetime:
    """The moment to write into a file, UTC, whole seconds.

    Raises
    ------
    InputError
        If ``SOURCE_DATE_EPOCH`` is set to anything but a number of seconds that a calendar holds.
    """
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        return dt.datetime.fromtimestamp(int(text), dt.UTC)
    except (ValueError, OverflowError, OSError) as cause:
        raise InputError("briefing.bad_epoch", value=text) from cause


def fixed() -> bool:
    """Whether the moment is given from outside."""
    return bool(os.environ.get(VARIABLE, "").strip())


def zip_time(moment: dt.datetime | None = None) -> ZipTime:
    """The moment as an entry of a ZIP file carries it: year, month, day, hour, minute, even second."""
    t = min(max(moment or now(), _FIRST_OF_ZIP), _LAST_OF_ZIP)
    return t.year, t.month, t.day, t.hour, t.minute, t.second // 2 * 2
