from .atlas import (
    atlas_sheets as atlas_sheets,
    preview_of as preview_of,
    render_set as render_set,
    scenario_sheet as scenario_sheet,
    tile_sheets as tile_sheets,
)
from .base_map import Shown as Shown
from .composition import left_out as left_out
from .extent import of_each_thread as of_each_thread, round_up as round_up
from .legend import key_figures as key_figures
from .picture import (
    Picture as Picture,
    drawn as drawn,
    legend_picture as legend_picture,
    sign_picture as sign_picture,
)
from .print_map import render as render
from .print_request import (
    RESOLUTIONS as RESOLUTIONS,
    Order as Order,
    PrintRequest as PrintRequest,
    Setting as Setting,
    gains_order as gains_order,
    projects_order as projects_order,
)
from .sheet import PAPERS as PAPERS, SCALES as SCALES
