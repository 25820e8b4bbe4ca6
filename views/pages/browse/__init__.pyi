from . import browse_page as browse_page
