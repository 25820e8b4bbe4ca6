from . import connectivity_page as connectivity_page
from .border import province_names as province_names
