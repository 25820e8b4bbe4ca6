from .asking import (
    MOST_DISCOUNT as MOST_DISCOUNT,
    Asked as Asked,
    Wishes as Wishes,
    asked as asked,
    usual_wishes as usual_wishes,
)
from .best import (
    Beside as Beside,
    Programme as Programme,
    ShadowPrice as ShadowPrice,
    beside as beside,
    best_programme as best_programme,
    given_programme as given_programme,
    shadow_prices as shadow_prices,
)
from .money import (
    NPV as NPV,
    Money as Money,
    MoneyAsked as MoneyAsked,
    checked_npv as checked_npv,
)
from .planned import planned as planned
from .task import MOST_BUDGET_YEARS as MOST_BUDGET_YEARS, MOST_UNITS as MOST_UNITS
