from .atlas import (
    atlas_sheets as atlas_sheets,
    preview_of as preview_of,
    render_set as render_set,
    scenario_sheet as scenario_sheet,
    tile_sheets as tile_sheets,
)
from .base_map import Scene as Scene, Shown as Shown, onto_paper as onto_paper
from .canvas import Canvas as Canvas
from .composition import left_out as left_out
from .extent import of_each_thread as of_each_thread, round_up as round_up
from .legend import key_figures as key_figures
from .picture import (
    Picture as Picture,
    Setting as Setting,
    draw_result as draw_result,
    gains_picture as gains_picture,
    legend_picture as legend_picture,
    map_picture as map_picture,
    projects_picture as projects_picture,
    sign_picture as sign_picture,
)
from .print_map import render as render
from .print_request import RESOLUTIONS as RESOLUTIONS, PrintRequest as PrintRequest
from .sheet import PAPERS as PAPERS, SCALES as SCALES
