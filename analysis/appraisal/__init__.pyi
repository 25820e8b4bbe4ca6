from .benefit import TripSavings as TripSavings
from .contribution import (
    MOST_JUDGED as MOST_JUDGED,
    NOTABLE_MIN as NOTABLE_MIN,
    Contribution as Contribution,
    JudgedRange as JudgedRange,
    PairEffect as PairEffect,
    ProjectEffect as ProjectEffect,
    Reason as Reason,
    contribution_digest as contribution_digest,
    contributions as contributions,
    judge_sensitivity as judge_sensitivity,
    project_effects as project_effects,
    steps_told as steps_told,
    unit_of as unit_of,
)
from .costs import UnitsCost as UnitsCost, units_cost as units_cost
from .portfolio import SAMPLED_ORDERS as SAMPLED_ORDERS, Step as Step
from .trips import (
    DISTRICTS as DISTRICTS,
    Demand as Demand,
    Yardstick as Yardstick,
    demand as demand,
    district_trips as district_trips,
    yardstick as yardstick,
    yardstick_tables as yardstick_tables,
)
from .valuation import (
    BenefitKind as BenefitKind,
    Question as Question,
    bound_together as bound_together,
    feasible_choices as feasible_choices,
    judged_choices as judged_choices,
    portfolios as portfolios,
)
