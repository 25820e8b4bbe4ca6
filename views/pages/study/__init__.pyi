from . import other_study as other_study, preview_map as preview_map, study_page as study_page
