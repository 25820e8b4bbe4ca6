from . import identity as identity, kept as kept
from .taking import take_over as take_over
