from .desk import VARIABLE as VARIABLE, behind as behind, forget as forget, recalled as recalled, run as run, use as use
from .job import Lane as Lane
from .lasting import note as note, noted as noted
from .parcel import common_world as common_world
from .turns import away as away, turn as turn
