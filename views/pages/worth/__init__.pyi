from . import worth_page as worth_page
