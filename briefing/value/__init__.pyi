from .asked import value_asked as value_asked, value_of_file as value_of_file
from .facts import (
    Value as Value,
    programme_fault as programme_fault,
    programme_of as programme_of,
    shares_of as shares_of,
    value_fault as value_fault,
    value_of as value_of,
)
from .sentences import (
    concluded as concluded,
    figures_headline as figures_headline,
    indicator_rows as indicator_rows,
    part_rows as part_rows,
    planned_name as planned_name,
    programme_basis as programme_basis,
    programme_foot as programme_foot,
    programme_head as programme_head,
    programme_looked as programme_looked,
    programme_meaning as programme_meaning,
    programme_none as programme_none,
    programme_title as programme_title,
    road_rows as road_rows,
    swing_lines as swing_lines,
    swing_rows as swing_rows,
    swings_headline as swings_headline,
    value_basis as value_basis,
    value_conclusion as value_conclusion,
    value_figures as value_figures,
    value_notes as value_notes,
    value_title as value_title,
    year_rows as year_rows,
)
from .shares import (
    first_sentence as first_sentence,
    share_heads as share_heads,
    share_rows as share_rows,
    shares_sentence as shares_sentence,
)
