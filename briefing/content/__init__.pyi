from . import data_source as data_source
from .archiving import (
    archive as archive,
    fixed as fixed,
    settled as settled,
    steady as steady,
    template_of as template_of,
    timestamp as timestamp,
    zip_time as zip_time,
)
from .bounds import (
    Bounds as Bounds,
    LonLat as LonLat,
    area_bounds as area_bounds,
    holding as holding,
    province_bounds as province_bounds,
    route_bounds as route_bounds,
)
from .crossings import (
    crossing_road as crossing_road,
    crossing_sides as crossing_sides,
    crossings_drawn as crossings_drawn,
)
from .data import (
    BREAKS_MIN as BREAKS_MIN,
    Laid as Laid,
    ReportData as ReportData,
    class_names as class_names,
)
from .data_source import (
    KIND as KIND,
    PLACES as PLACES,
    ZONES as ZONES,
    DataSource as DataSource,
    without_decoration as without_decoration,
)
from .findings import (
    CAPITALS as CAPITALS,
    access_title as access_title,
    added_km as added_km,
    before_after as before_after,
    change_foot as change_foot,
    changes as changes,
    finding_of as finding_of,
    gains_title as gains_title,
    gains_told as gains_told,
    main_finding as main_finding,
    metric_figure as metric_figure,
    metric_name as metric_name,
    order_title as order_title,
    people_title as people_title,
    schematic_note as schematic_note,
    situation_title as situation_title,
    standing_text as standing_text,
    worth_telling as worth_telling,
    worth_title as worth_title,
)
from .headlines import (
    MOST_WORDS as MOST_WORDS,
    access_headline as access_headline,
    added_headline as added_headline,
    changes_title as changes_title,
    cost_title as cost_title,
    doubts_title as doubts_title,
    finding_title as finding_title,
    gains_headline as gains_headline,
    people_headline as people_headline,
    routes_headline as routes_headline,
    shortest as shortest,
    standing_title as standing_title,
    worth_headline as worth_headline,
)
from .judgement import (
    Figure as Figure,
    big_figures as big_figures,
    changed_figures as changed_figures,
    decision as decision,
    doubts as doubts,
    few as few,
    left_in_order as left_in_order,
    ordered as ordered,
    risks as risks,
    unpriced as unpriced,
    unverified as unverified,
)
from .letter import (
    LETTER_KINDS as LETTER_KINDS,
    LETTER_LINES as LETTER_LINES,
    PROFILE_FIELDS as PROFILE_FIELDS,
    SHEET_LINES as SHEET_LINES,
    Letter as Letter,
    Official as Official,
    keep_profile as keep_profile,
    kept_profile as kept_profile,
    read_profile as read_profile,
)
from .lettering import (
    FONT as FONT,
    Letters as Letters,
    break_lines as break_lines,
    drawable as drawable,
    fit_lines as fit_lines,
    literal as literal,
    shorten as shorten,
    unbroken as unbroken,
)
from .notes import (
    assumption_line as assumption_line,
    cost_amount as cost_amount,
    cost_notes as cost_notes,
    cost_sources as cost_sources,
    digest_line as digest_line,
    figure_notes as figure_notes,
    legal_line as legal_line,
    method_lines as method_lines,
)
from .project_rows import (
    RouteRow as RouteRow,
    Share as Share,
    numbers_note as numbers_note,
    order_basis as order_basis,
    order_told as order_told,
    parted_by_cost as parted_by_cost,
    people_counted as people_counted,
    route_fact as route_fact,
    route_rows as route_rows,
    shares as shares,
    step_line as step_line,
    step_name as step_name,
    step_told as step_told,
    unit_name as unit_name,
    valued_note as valued_note,
)
from .request import (
    ATLAS_BY as ATLAS_BY,
    EXTENTS as EXTENTS,
    TYPED as TYPED,
    Paper as Paper,
    ReportRequest as ReportRequest,
    ValueAsked as ValueAsked,
    languages as languages,
)
from .story import Bar as Bar, Step as Step, stale_sentence as stale_sentence, steps_of as steps_of
from .ties import (
    LINKS_LISTED as LINKS_LISTED,
    cut_drawn as cut_drawn,
    cuts_of as cuts_of,
    detours_drawn as detours_drawn,
    missing_drawn as missing_drawn,
    pair_key as pair_key,
)
