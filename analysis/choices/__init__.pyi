from . import parameters as parameters, worth_settings as worth_settings
from .parameters import (
    JOIN as JOIN,
    NONE as NONE,
    PLACE as PLACE,
    Known as Known,
    Parameter as Parameter,
    Reader as Reader,
    Table as Table,
    among as among,
    covers as covers,
    flag as flag,
    joined as joined,
    key_of as key_of,
    matching as matching,
    of_text as of_text,
    one_of as one_of,
    parts_of as parts_of,
    place as place,
)
from .worth_asked import (
    against_today as against_today,
    plan_question as plan_question,
    request_of as request_of,
    sheet_of as sheet_of,
    wishes_of as wishes_of,
)
from .worth_settings import (
    AGAINST as AGAINST,
    LAST_YEARS as LAST_YEARS,
    MOST_BUDGET_BN as MOST_BUDGET_BN,
    OBJECTIVES as OBJECTIVES,
    OFFERED as OFFERED,
    TABS as TABS,
    WorthSettings as WorthSettings,
    plan_of as plan_of,
    settings_in as settings_in,
    tables_of_file as tables_of_file,
    with_plan as with_plan,
    with_settings as with_settings,
)
from .worth_tables import (
    LONGEST_COUNTS as LONGEST_COUNTS,
    TripRow as TripRow,
    WorthTables as WorthTables,
    tables_in as tables_in,
)
