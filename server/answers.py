"""What a page asks the server is answered, whatever else begins meanwhile.

When a run of a page begins, Streamlit empties what it has not sent yet, and with it the answer to a question asked just
before: where a chosen file is to be put, or a file made on demand. The browser waits for it without end, and without a
word: the file that a person chose right after another act would be lost.
"""

from __future__ import annotations

from typing import Any, Final

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

_ANSWERS: Final = frozenset({"file_urls_response", "backend_operation_response"})


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
