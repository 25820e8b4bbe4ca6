from .finish import archival_faults as archival_faults, finished as finished
from .leaf import Frame as Frame, Leaf as Leaf, Said as Said
from .marks import MarkedText as MarkedText
from .xmp import About as About
