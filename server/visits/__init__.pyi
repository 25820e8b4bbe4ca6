from .ahead import Asked as Asked, go_ahead as go_ahead
from .first_visit import first_visit as first_visit
