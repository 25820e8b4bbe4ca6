"""Long work in blocks: each block's result is a file of its own, so that what was stopped goes on where it ended.

A block is a range of numbers (origins, closures). Which process makes it changes no bit of it; a file is written whole or
not at all and carries the digest of its content, so that a damaged one is made again.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import jobs
from analysis.runtime import read_archive, write_archive
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from analysis.runtime import Arrays

    Told = Callable[[int, int], None]


class StoppedError(Exception):
    """The work was given up: what is under way ends."""


@dataclass(frozen=True)
class Blocks:
    """Work cut into blocks.

    Parameters
    ----------
    folder
        Where the results lie.
    name
        Of the work; with ``digest`` of what it is made from it names the files.
    total, size
        Numbers in all and in a block.
    make
        Public function of a module: ``make(digest, *given, first, after)`` gives the arrays of a block.
    """

    folder: Path
    name: str
    digest: str
    total: int
    size: int
    make: Callable[..., Arrays]
    given: tuple[Any, ...] = ()

    @property
    def spans(self) -> list[tuple[int, int]]:
        """First number of each block, and the one after its last."""
        return [(first, min(first + self.size, self.total)) for first in range(0, self.total, self.size)]

    def file(self, span: tuple[int, int]) -> Path:
        """Of a block."""
        return self.folder / f"{self.name}-{self.digest}" / f"{span[0]:06d}-{span[1]:06d}.npz"

    def missing(self) -> list[tuple[int, int]]:
        """Blocks without a whole file."""
        return [span for span in self.spans if read_archive(self.file(span)) is None]

    def read(self) -> Iterator[tuple[tuple[int, int], Arrays]]:
        """All blocks in order.

        Raises
        ------
        InputError
            If one is missing.
        """
        for span in self.spans:
            kept = read_archive(self.file(span))
            if kept is None:
                raise InputError("country.block_missing", file=self.file(span))
            yield span, kept[0]

    def whole(self) -> Arrays:
        """The arrays of all blocks behind each other; errors as ``read``."""
        parts = [arrays for _, arrays in self.read()]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


def work(blocks: Blocks, *, workers: int = 1, told: Told = lambda *_: None) -> int:
    """Make the blocks that are missing; how many were made.

    Parameters
    ----------
    workers
        Blocks under way at a time, each done by whoever does jobs (``jobs.use``).
    told
        Called after each block with blocks there and blocks in all; what it raises ends the work.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    missing, stop = blocks.missing(), threading.Event()
    done = len(blocks.spans) - len(missing)

    def still() -> None:
        if stop.is_set():
            raise StoppedError

    def one(span: tuple[int, int]) -> None:
        still()
        made = jobs.run(blocks.make, blocks.digest, *blocks.given, *span, still=still)
        try:
            write_archive(blocks.file(span), made, {})
        except OSError as error:
            raise InputError(
                "errors.cannot_write", file=blocks.file(span), detail=error.strerror or type(error).__name__
            ) from error

    told(done, len(blocks.spans))
    with ThreadPoolExecutor(workers) as pool:
        waiting = [pool.submit(one, span) for span in missing]
        try:
            for ended in as_completed(waiting):
                ended.result()
                done += 1
                told(done, len(blocks.spans))
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return len(missing)
