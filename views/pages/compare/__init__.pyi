from . import compare_page as compare_page, gains as gains, overview as overview, pair as pair
from .pair import place_names as place_names, say_alike as say_alike
