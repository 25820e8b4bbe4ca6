from . import other_study as other_study, study_page as study_page
