from .acceptability import DRAWS as DRAWS, SEED as SEED, Acceptability as Acceptability, acceptability as acceptability
from .criteria import (
    CRITERIA as CRITERIA,
    CriteriaTable as CriteriaTable,
    criteria_table as criteria_table,
    usual_weights as usual_weights,
)
from .scoring import Ranking as Ranking, rank as rank
