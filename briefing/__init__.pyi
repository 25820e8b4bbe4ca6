from .formats import (
    GEODATA_FORMATS as GEODATA_FORMATS,
    MAP_FORMATS as MAP_FORMATS,
    REPORT_FORMATS as REPORT_FORMATS,
    Choice as Choice,
    ReportFormat as ReportFormat,
)
from .making import file_of as file_of
from .map.print_map import draw as draw, render as render
from .map.print_request import PrintRequest as PrintRequest
