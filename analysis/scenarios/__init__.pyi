from . import loading as loading
from .alignment import UPGRADE_WIDE_M as UPGRADE_WIDE_M
from .districts import (
    SETS as SETS,
    chosen_districts as chosen_districts,
    counted as counted,
    counted_people as counted_people,
    district_capitals as district_capitals,
    name_of as name_of,
    named_set as named_set,
    provinces_around as provinces_around,
    side_of as side_of,
)
from .export import LICENCE as LICENCE, write_layer as write_layer, write_network as write_network
from .loading import (
    align_route as align_route,
    build_world as build_world,
    extend as extend,
    load_world as load_world,
    with_places as with_places,
    with_user_data as with_user_data,
)
from .paths import find_path as find_path, line_of_arc as line_of_arc
from .places import Place as Place, choose_places as choose_places
from .scenario import Access as Access, Scenario as Scenario
from .scenario_set import (
    MOST_VARIANTS as MOST_VARIANTS,
    OpenedSet as OpenedSet,
    ScenarioSet as ScenarioSet,
    mend_variant as mend_variant,
    read_set as read_set,
    write_set as write_set,
)
from .story import (
    LONGEST_ADDRESS as LONGEST_ADDRESS,
    LONGEST_SENTENCE as LONGEST_SENTENCE,
    LONGEST_TITLE as LONGEST_TITLE,
    MOST_SLIDES as MOST_SLIDES,
    WORTH_ASKED as WORTH_ASKED,
    Shows as Shows,
    Slide as Slide,
    Stale as Stale,
    Story as Story,
    What as What,
    figures_digest as figures_digest,
    read_with_story as read_with_story,
    stale as stale,
    story_digest as story_digest,
    write_story as write_story,
)
from .supply import (
    CARRIAGEWAY_GAP_M as CARRIAGEWAY_GAP_M,
    STRETCH_MARK as STRETCH_MARK,
    buffer_over_segments as buffer_over_segments,
    closed_segments as closed_segments,
    closed_together as closed_together,
    known_stretch as known_stretch,
    segment_of as segment_of,
    stretch_name as stretch_name,
)
from .variants import (
    AGREEMENT as AGREEMENT,
    BASELINE as BASELINE,
    DRAFT as DRAFT,
    GRAVITY_PER_MIN as GRAVITY_PER_MIN,
    MOST_BETA as MOST_BETA,
    OWN_PREFIX as OWN_PREFIX,
    READY_SCENARIOS as READY_SCENARIOS,
    Assumptions as Assumptions,
    Variant as Variant,
    Weighting as Weighting,
    ready_keys as ready_keys,
    ready_variants as ready_variants,
    reserved_names as reserved_names,
)
from .world import World as World, kept_arrays as kept_arrays
