from . import (
    charts as charts,
    downloads as downloads,
    long_work as long_work,
    map_panel as map_panel,
    map_strings as map_strings,
    page_links as page_links,
    route_list as route_list,
    scenario_panel as scenario_panel,
    shell as shell,
    widget_sync as widget_sync,
    workspace as workspace,
    year as year,
)
from .charts import (
    INK as INK,
    Bar as Bar,
    bar_cells as bar_cells,
    finished as finished,
    numbers_axis as numbers_axis,
)
from .errors import (
    both_languages as both_languages,
    forget as forget,
    guarded as guarded,
    plain as plain,
    tell as tell,
    warn_of as warn_of,
)
from .long_work import Progress as Progress, Work as Work
from .markup import (
    Cell as Cell,
    Column as Column,
    Markup as Markup,
    Table as Table,
    explain as explain,
    fold as fold,
    info as info,
    join as join,
    lines as lines,
    link as link,
    note as note,
    on_map as on_map,
    pairs as pairs,
    source_list as source_list,
    table as table,
    tag as tag,
    text as text,
    unverified as unverified,
)
from .signs import in_a_row as in_a_row
from .widget_sync import (
    ask_first as ask_first,
    from_list as from_list,
    notices as notices,
    one_of as one_of,
    parts as parts,
    several as several,
    stay as stay,
    sure as sure,
    sync as sync,
    tick as tick,
)
