from .finish import archival_faults as archival_faults, finished as finished
from .georeference import (
    Placement as Placement,
    auxiliary_file as auxiliary_file,
    projection_file as projection_file,
    tiff_tags as tiff_tags,
    world_file as world_file,
)
from .leaf import Frame as Frame, Leaf as Leaf, Said as Said
from .marks import MarkedText as MarkedText, spare_first_code as spare_first_code
from .web_font import with_font as with_font
from .xmp import About as About
