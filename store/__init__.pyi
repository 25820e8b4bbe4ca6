from . import (
    audit as audit,
    comments as comments,
    database as database,
    figures as figures,
    keys as keys,
    members as members,
    sharing as sharing,
    shown as shown,
)
from .comments import Comment as Comment, Kind as Kind
from .figures import Figure as Figure
from .files import FileStore as FileStore
from .shared import SharedStore as SharedStore
from .work import (
    FIRST as FIRST,
    Desk as Desk,
    Opened as Opened,
    Role as Role,
    Store as Store,
    Who as Who,
    Work as Work,
    content_of as content_of,
)
