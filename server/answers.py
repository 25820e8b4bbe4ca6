"""What a page asks the server is answered, whatever else begins meanwhile.

When a run of a page begins, Streamlit empties what it has not sent yet, and with it the answer to a question asked just
before: where a chosen file is to be put, or a file made on demand. The browser waits for it without end, and without a
word: the file that a person chose right after another act would be lost.

What each run begins with is made once: the theme, six times read from some sixty options under a lock, milliseconds on the thread
that sends everybody's answers, also for a look at how far some work is, which is a run of its own.
"""

from __future__ import annotations

from typing import Any, Final

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

_ANSWERS: Final = frozenset({"file_urls_response", "backend_operation_response"})
_THEME: Final[dict[str, CustomThemeConfig]] = {}  # by section


def keep_answers() -> None:
    """Have the queues of all sessions keep answers when they are emptied for a new run."""
    drop = ForwardMsgQueue.clear
    if getattr(drop, "keeps_answers", False):
        return

    def clear(self: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, *given: Any, **told: Any) -> None:  # noqa: FBT001, FBT002 - as it is called
        before = self._queue if retain_lifecycle_msgs else []
        drop(self, retain_lifecycle_msgs, *given, **told)
        kept = {id(message) for message in self._queue}
        self._queue += [m for m in before if m.WhichOneof("type") in _ANSWERS and id(m) not in kept]

    clear.keeps_answers = True  # type: ignore[attr-defined]
    ForwardMsgQueue.clear = clear  # type: ignore[method-assign]


def greet_at_once() -> None:
    """Have all sessions take the theme as it was made first; told another one, the server makes it anew."""
    make = app_session._populate_theme_msg  # noqa: SLF001 - Streamlit has no door for it
    if getattr(make, "made_once", False):
        return

    def populate(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in _THEME:
            made = CustomThemeConfig()
            make(made, section)
            _THEME[section] = made
        if _THEME[section].ByteSize():  # an empty one is left unset, as there
            msg.MergeFrom(_THEME[section])

    populate.made_once = True  # type: ignore[attr-defined]
    app_session._populate_theme_msg = populate  # noqa: SLF001
    config.on_config_parsed(_THEME.clear, force_connect=True)
