from . import menu as menu, office_page as office_page, sign_in as sign_in
