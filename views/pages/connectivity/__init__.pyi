from . import connectivity_page as connectivity_page
