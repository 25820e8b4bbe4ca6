from . import study as study, units as units
from .units import district_population as district_population
