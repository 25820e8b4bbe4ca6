from .benefit import (
    BENEFITS as BENEFITS,
    PERSON_MIN as PERSON_MIN,
    TripSavings as TripSavings,
)
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
)
from .costs import (
    UnitsCost as UnitsCost,
    published_cost as published_cost,
    units_cost as units_cost,
)
from .portfolio import (
    SAMPLED_ORDERS as SAMPLED_ORDERS,
    Portfolio as Portfolio,
    SampledPortfolio as SampledPortfolio,
    Step as Step,
)
from .trips import (
    DISTRICTS as DISTRICTS,
    Demand as Demand,
    Yardstick as Yardstick,
    YardstickTables as YardstickTables,
    demand as demand,
    district_trips as district_trips,
    yardstick as yardstick,
    yardstick_tables as yardstick_tables,
)
from .valuation import (
    Question as Question,
    bound_together as bound_together,
    feasible_choices as feasible_choices,
    judged_choices as judged_choices,
    portfolios as portfolios,
)
