from .access import (
    BORDER_COLUMNS as BORDER_COLUMNS,
    GROUP_COLUMNS as GROUP_COLUMNS,
    TRIP_COLUMNS as TRIP_COLUMNS,
    access_rows as access_rows,
    border_rows as border_rows,
    coverage_text as coverage_text,
    trip_rows as trip_rows,
)
from .appraise import (
    APPRAISAL_DECIMALS as APPRAISAL_DECIMALS,
    appraisal_basis as appraisal_basis,
    appraisal_rows as appraisal_rows,
    order_note as order_note,
    order_rows as order_rows,
)
from .commands import ROOMS as ROOMS, answer as answer, main as main
from .links import (
    LINK_COLUMNS as LINK_COLUMNS,
    crossing_rows as crossing_rows,
    detour_rows as detour_rows,
    link_rows as link_rows,
    missing_rows as missing_rows,
    pair_rows as pair_rows,
    road_rows as road_rows,
)
from .plans import (
    PLAN_COLUMNS as PLAN_COLUMNS,
    RANK_COLUMNS as RANK_COLUMNS,
    land_notes as land_notes,
    plan_cost_notes as plan_cost_notes,
    plan_notes as plan_notes,
    plan_rows as plan_rows,
    rank_notes as rank_notes,
    ranking_rows as ranking_rows,
)
from .scenarios import COMPARE_COLUMNS as COMPARE_COLUMNS, compare_rows as compare_rows
from .tables import (
    RANGES as RANGES,
    TABLE_COLUMNS as TABLE_COLUMNS,
    choose_units as choose_units,
    portfolio_rows as portfolio_rows,
    project_rows as project_rows,
    require_path as require_path,
)
from .wording import (
    Names as Names,
    Row as Row,
    Worded as Worded,
    as_worded as as_worded,
    in_words as in_words,
    unmarked as unmarked,
)
