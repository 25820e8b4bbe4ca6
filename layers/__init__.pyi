from . import catalogue as catalogue
from .catalogue import (
    CATALOGUE as CATALOGUE,
    GATE_CLASSES as GATE_CLASSES,
    GENERAL_HOSPITAL as GENERAL_HOSPITAL,
    ROAD_CLASSES as ROAD_CLASSES,
    ROAD_CONDITIONS as ROAD_CONDITIONS,
    SPECIALITIES as SPECIALITIES,
    STATUSES as STATUSES,
    Edition as Edition,
    Group as Group,
    Layer as Layer,
    Shape as Shape,
    chosen_layers as chosen_layers,
    optional_layers as optional_layers,
    provinces_layer as provinces_layer,
    shown_layers as shown_layers,
    tick_boxes as tick_boxes,
)
from .costs import ProjectCost as ProjectCost, cost_text as cost_text, project_cost as project_cost
from .dataset import Dataset as Dataset
from .digest import content_digest as content_digest, file_digest as file_digest, text_digest as text_digest
from .edition import (
    PROVINCIAL as PROVINCIAL,
    in_edition as in_edition,
    kind_text as kind_text,
    legal_note as legal_note,
    place_key as place_key,
    place_name as place_name,
    place_text as place_text,
    province_column as province_column,
    told_text as told_text,
    unit_text as unit_text,
    units_note as units_note,
)
from .generalisation import (
    inner_edges as inner_edges,
    simple_areas as simple_areas,
    simple_coverage as simple_coverage,
    simple_lines as simple_lines,
)
from .geodesy import (
    VN2000_UTM48N as VN2000_UTM48N,
    WGS84 as WGS84,
    area_m2 as area_m2,
    distance_m as distance_m,
    distances_m as distances_m,
    length_m as length_m,
    require_crs as require_crs,
    segment_lengths_m as segment_lengths_m,
)
from .integrity import (
    FileState as FileState,
    altered_layers as altered_layers,
    altered_sentence as altered_sentence,
    digest_of as digest_of,
    file_state as file_state,
    layer_state as layer_state,
)
from .places import (
    PLACE_KINDS as PLACE_KINDS,
    USER_KIND as USER_KIND,
    Role as Role,
    goals as goals,
    place_kinds as place_kinds,
    read_gates as read_gates,
    read_places as read_places,
    shown_kinds as shown_kinds,
)
from .projects import (
    ACCESSES as ACCESSES,
    FILE as FILE,
    FIRST_YEAR as FIRST_YEAR,
    LAST_YEAR as LAST_YEAR,
    QUALITIES as QUALITIES,
    USER_GROUP as USER_GROUP,
    Choice as Choice,
    Cost as Cost,
    Project as Project,
    PublishedLength as PublishedLength,
    Section as Section,
    State as State,
    asked_for as asked_for,
    group_colour as group_colour,
    group_rank as group_rank,
    group_title as group_title,
    grouped as grouped,
    km_by_state as km_by_state,
    project_groups as project_groups,
    read_projects as read_projects,
    that_can_stand as that_can_stand,
)
from .reading import (
    BUILT_IN as BUILT_IN,
    check_all as check_all,
    data_digest as data_digest,
    data_folder as data_folder,
    kept_folder as kept_folder,
    manifest as manifest,
    path_of as path_of,
    provenance as provenance,
    read as read,
    read_document as read_document,
    read_table as read_table,
)
from .schema import whole as whole
from .signs import FillStyle as FillStyle, LabelStyle as LabelStyle, LineStyle as LineStyle, PointStyle as PointStyle
from .study_area import (
    Box as Box,
    Study as Study,
    has_talks as has_talks,
    named_after as named_after,
    study as study,
)
from .user_items import (
    LONGEST_NAME as LONGEST_NAME,
    LONGEST_NOTE as LONGEST_NOTE,
    MOST_PLACES as MOST_PLACES,
    MOST_ROUTES as MOST_ROUTES,
    MOST_ZONES as MOST_ZONES,
    USER_STATUSES as USER_STATUSES,
    RouteFields as RouteFields,
    UserData as UserData,
    UserPlace as UserPlace,
    UserRoute as UserRoute,
    UserZone as UserZone,
    field_word as field_word,
    is_own as is_own,
    km_by_province as km_by_province,
    require_near as require_near,
)
