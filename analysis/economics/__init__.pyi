from .appraise import (
    Appraisal as Appraisal,
    Question as Question,
    capital_by_year as capital_by_year,
    central as central,
    cumulative as cumulative,
    part_values as part_values,
    question_of as question_of,
)
from .capital import unit_capitals as unit_capitals
from .cashflow import BENEFITS as BENEFITS, COSTS as COSTS
from .counts import (
    Count as Count,
    Fit as Fit,
    fit_counts as fit_counts,
    with_fit as with_fit,
)
from .kept import kept_certainty as kept_certainty
from .request import (
    FIRST_START as FIRST_START,
    LAST_START as LAST_START,
    MOST_WORKS_YEARS as MOST_WORKS_YEARS,
    START_YEAR as START_YEAR,
    OwnTrips as OwnTrips,
    Request as Request,
    TripChoice as TripChoice,
)
from .sets import saved_by_sets as saved_by_sets
from .sharing import UnitShare as UnitShare, unit_shares as unit_shares
from .sheet import (
    GROUPS as GROUPS,
    PERCENT_UNITS as PERCENT_UNITS,
    Assumption as Assumption,
    Sheet as Sheet,
    read_sheet as read_sheet,
)
from .tables import (
    MOST_TRIPS as MOST_TRIPS,
    TableRead as TableRead,
    first_table as first_table,
    read_count_rows as read_count_rows,
    read_counts as read_counts,
    read_trips as read_trips,
)
from .trips import with_zones as with_zones
from .uncertainty import (
    DRAWS as DRAWS,
    ORDERED_BY as ORDERED_BY,
    SEED as SEED,
    Certainty as Certainty,
    OrderCertainty as OrderCertainty,
    Swing as Swing,
    certainty as certainty,
    order_certainty as order_certainty,
)
