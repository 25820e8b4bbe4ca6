from .formats import REPORT_FORMATS as REPORT_FORMATS
from .map.print_map import draw as draw, render as render
from .map.print_request import PrintRequest as PrintRequest
