from .appraise import (
    Appraisal as Appraisal,
    Question as Question,
    appraise as appraise,
    central as central,
    open_today as open_today,
)
from .request import Request as Request, TripChoice as TripChoice
from .sheet import Sheet as Sheet, read_sheet as read_sheet
from .uncertainty import Certainty as Certainty, certainty as certainty
