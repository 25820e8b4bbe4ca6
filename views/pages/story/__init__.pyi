from . import keep_view as keep_view, present_page as present_page, seen as seen, story_page as story_page
