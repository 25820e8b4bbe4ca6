from . import legend as legend, style as style
from .access_layers import (
    TIME_BREAKS_MIN as TIME_BREAKS_MIN,
    Leg as Leg,
    commune_layer as commune_layer,
    desire_layer as desire_layer,
    isochrone_layer as isochrone_layer,
    time_class_names as time_class_names,
    time_layer as time_layer,
    trip_layer as trip_layer,
)
from .labels import (
    Label as Label,
    Memory as Memory,
    OccupancyGrid as OccupancyGrid,
    Placed as Placed,
    Sign as Sign,
    Spot as Spot,
    paper as paper,
    place as place,
)
from .legend import LegendRow as LegendRow, legend_rows as legend_rows
from .link_layers import (
    change_layer as change_layer,
    critical_layer as critical_layer,
    crossing_layer as crossing_layer,
    cut_layer as cut_layer,
    in_language as in_language,
    named_roads_layer as named_roads_layer,
    road_name as road_name,
    straight_layer as straight_layer,
    strip_layer as strip_layer,
)
from .naming import (
    SUBJECT as SUBJECT,
    number_kind as number_kind,
    priority as priority,
    road_numbers as road_numbers,
)
from .results import (
    ResultLayer as ResultLayer,
    ResultShape as ResultShape,
    classed as classed,
    classes_of as classes_of,
)
from .screen import (
    SCREEN as SCREEN,
    ZOOMS as ZOOMS,
    degrees as degrees,
    level_of as level_of,
    pixels as pixels,
    text_size_px as text_size_px,
    wrap as wrap,
)
from .spots import (
    INSIDE_SHARE as INSIDE_SHARE,
    along as along,
    around as around,
    centred as centred,
    roomy as roomy,
)
from .style import (
    project_line as project_line,
)
from .symbols import SYMBOLS as SYMBOLS, svg_path as svg_path
