from .files import ENDINGS as ENDINGS, geodata as geodata, system_name as system_name
