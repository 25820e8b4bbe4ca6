from .comparison import (
    DirectionComparison as DirectionComparison,
    PairComparison as PairComparison,
    compare_pair as compare_pair,
)
from .findings import Finding as Finding, finding as finding
from .gains import (
    Gains as Gains,
    commune_gains as commune_gains,
    desire_lines as desire_lines,
    write_gains as write_gains,
)
from .mends import Mend as Mend, Mends as Mends, mending_projects as mending_projects
from .metrics import (
    ADDED as ADDED,
    COST as COST,
    Metric as Metric,
    MetricTable as MetricTable,
    metric_table as metric_table,
    metrics_of as metrics_of,
    road_km as road_km,
    schematic_km as schematic_km,
)
from .pairs import (
    PairMatrix as PairMatrix,
    matrix_ends as matrix_ends,
    pair_matrix as pair_matrix,
    pair_shares as pair_shares,
)
from .province_links import (
    ROAD_RANKS as ROAD_RANKS,
    STATES as STATES,
    Connectivity as Connectivity,
    connectivity as connectivity,
    cut_lines as cut_lines,
)
from .ranking import Best as Best, Lead as Lead, best as best
