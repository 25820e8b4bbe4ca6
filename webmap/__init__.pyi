from .assets import (
    COMPONENT as COMPONENT,
    FOLDER as FOLDER,
    missing_assets as missing_assets,
    use_local_assets as use_local_assets,
)
from .base import base_map as base_map, base_script as base_script
from .drawing import DrawTools as DrawTools, drawn_shape as drawn_shape
from .elements import component_script as component_script, scripts as scripts, style_sheet as style_sheet
from .feature_groups import drawn as drawn
from .labels import numbered_roads as numbered_roads, short_name as short_name
from .legend import legend_html as legend_html, legend_rows as legend_rows, swatch_svg as swatch_svg
from .offline_page import OfflineMap as OfflineMap, bare_map as bare_map, offline_map as offline_map
from .offline_story import story_maps as story_maps
from .payload import script_json as script_json
from .prepared import DRAWN as DRAWN, faults as faults
from .view import MapView as MapView
