from . import data_page as data_page
