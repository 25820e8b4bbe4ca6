from .asking import (
    BENEFIT_YEARS as BENEFIT_YEARS,
    DURATIONS as DURATIONS,
    Asked as Asked,
    Wishes as Wishes,
    asked as asked,
    programme as programme,
    usual_wishes as usual_wishes,
    usual_years as usual_years,
)
from .best import (
    MORE_BN as MORE_BN,
    Beside as Beside,
    Programme as Programme,
    ShadowPrice as ShadowPrice,
    beside as beside,
    best_programme as best_programme,
    given_programme as given_programme,
    shadow_prices as shadow_prices,
)
from .stakes import Stakes as Stakes, supported as supported, table_of as table_of
from .task import MOST_UNITS as MOST_UNITS, Item as Item, Task as Task
