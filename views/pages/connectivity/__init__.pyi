from . import access as access, border as border, connectivity_page as connectivity_page
