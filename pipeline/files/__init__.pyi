from .context import INPUT as INPUT, OUT as OUT, ROOT as ROOT, Context as Context
from .extract import Box as Box, Extract as Extract
from .names import ascii_name as ascii_name, clean as clean, lettered as lettered, slug as slug
from .sources import (
    ADMIN as ADMIN,
    CAMBODIA as CAMBODIA,
    EXTRACTS as EXTRACTS,
    FACTS as FACTS,
    OSM_2021 as OSM_2021,
    OSM_2026 as OSM_2026,
    TILES as TILES,
    boundary as boundary,
    facts_path as facts_path,
    read_source as read_source,
    source_path as source_path,
)
from .writing import (
    Built as Built,
    Origin as Origin,
    enter as enter,
    move_folder as move_folder,
    read_manifest as read_manifest,
    replace_folder as replace_folder,
    staged as staged,
    tidy as tidy,
    write_frame as write_frame,
    write_text as write_text,
)
