from . import (
    address as address,
    briefing_settings as briefing_settings,
    data as data,
    keeping as keeping,
    scenarios as scenarios,
    session as session,
    session_view as session_view,
    story as story,
    undo as undo,
    user_data as user_data,
    user_data_link as user_data_link,
    worth_tables as worth_tables,
)
from .briefing_settings import LONGEST_LINE as LONGEST_LINE
from .compare_settings import Measure as Measure, Part as Part
from .connectivity_settings import (
    ACCESS_LOOKS as ACCESS_LOOKS,
    ACCESS_SHEETS as ACCESS_SHEETS,
    BORDER_LOOKS as BORDER_LOOKS,
    BORDER_SHEETS as BORDER_SHEETS,
    BOTH as BOTH,
    CAPITALS as CAPITALS,
    CRITICAL_LOOKS as CRITICAL_LOOKS,
    CRITICAL_SHEETS as CRITICAL_SHEETS,
    KINDS as KINDS,
    LEAST as LEAST,
    PROVINCES as PROVINCES,
    STATES as STATES,
    TARGETS as TARGETS,
    TIES as TIES,
    TRIPS as TRIPS,
    Tab as Tab,
)
from .scenario_codec import MOST_CLOSED as MOST_CLOSED, MOST_SAVED as MOST_SAVED
from .scenarios import Columns as Columns
from .session_view import (
    ADMIN as ADMIN,
    BACKGROUND as BACKGROUND,
    NETWORK as NETWORK,
    ONE_EDITION as ONE_EDITION,
    ONLINE as ONLINE,
    View as View,
    Way as Way,
    ticked_routes as ticked_routes,
)
from .user_data import MOST as MOST
