from . import checks as checks, published as published
from .checks import LENGTH_PERCENT as LENGTH_PERCENT, Result as Result, exceptions as exceptions, failures as failures
