from .confine import (
    memory_is_limited as memory_is_limited,
    read_layers as read_layers,
    read_rows as read_rows,
    read_upload as read_upload,
)
from .files.formats import ANSWERED as ANSWERED, EXTENSIONS as EXTENSIONS, shown_name as shown_name
from .files.layer import Layer as Layer
from .files.limits import LIMITS as LIMITS
from .files.refusal import RefusedError as RefusedError, Spot as Spot
from .offer import Offer as Offer, PlacedFeature as PlacedFeature, lies_outside as lies_outside
from .plain_rows import TABLES as TABLES, SheetRows as SheetRows
from .zones import Candidate as Candidate
