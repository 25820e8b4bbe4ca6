from .desk import VARIABLE as VARIABLE, behind as behind, recalled as recalled, run as run, use as use
from .given_back import give_back as give_back, lets_go as lets_go
from .job import Lane as Lane
from .lasting import note as note, noted as noted
from .parcel import common_world as common_world
from .turns import away as away, turn as turn
