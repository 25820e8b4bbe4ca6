from .appraise import (
    Appraisal as Appraisal,
    Question as Question,
    central as central,
    cumulative as cumulative,
    part_values as part_values,
    question_of as question_of,
)
from .cashflow import BENEFITS as BENEFITS, COSTS as COSTS
from .counts import (
    Count as Count,
    Fit as Fit,
    fit_counts as fit_counts,
    read_counts as read_counts,
    with_fit as with_fit,
)
from .kept import kept_certainty as kept_certainty
from .request import (
    FIRST_START as FIRST_START,
    LAST_START as LAST_START,
    START_YEAR as START_YEAR,
    Request as Request,
    TripChoice as TripChoice,
)
from .sharing import UnitShare as UnitShare, unit_shares as unit_shares
from .sheet import (
    GROUPS as GROUPS,
    PERCENT_UNITS as PERCENT_UNITS,
    Assumption as Assumption,
    Sheet as Sheet,
    read_sheet as read_sheet,
)
from .uncertainty import SEED as SEED, Certainty as Certainty, Swing as Swing, certainty as certainty
