from .asking import (
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
from .planned import planned as planned
