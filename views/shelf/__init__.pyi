from . import identity as identity, kept as kept, kept_last as kept_last
from .taking import take_over as take_over
