from . import building as building, library as library
from .building import build as build
from .choice import (
    Pair as Pair,
    Unit as Unit,
    folded as folded,
    notes as notes,
    pair_of as pair_of,
    touching as touching,
    units as units,
)
from .expressways import Stretch as Stretch, expressways as expressways
from .library import Built as Built, delete as delete, studies as studies
from .pack import pack_digest as pack_digest
from .preview import Preview as Preview, UnitFigures as UnitFigures, preview as preview
