from . import user_data_page as user_data_page
