from .page import web_page as web_page
