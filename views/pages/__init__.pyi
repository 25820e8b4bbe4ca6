from . import agreement_page as agreement_page, briefing_page as briefing_page, sources_page as sources_page
