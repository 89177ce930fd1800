"""Who answers for the blocks: each is asked what it costs at a point of the master.

A **crew** holds the blocks' programs, loaded once, and maps questions over them: in threads of this
process, or in processes, each of which is given its blocks once and from then on only points. Who
has other machines writes a third: it needs ``ask``, ``parts`` and ``close``.
"""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from optimizer.errors import SolverError
from optimizer.solve.growing import Growing
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.blocks import Block


@dataclass(frozen=True, eq=False)
class Answer:
    """What a block says at a point of the master.

    ``reason`` is ``OPTIMAL``, with multipliers of the rows and the cost (in the block's own scale);
    ``INFEASIBLE``, with a ray of them that shows why; or why there is no answer.
    """

    reason: StopReason
    multipliers: Floats
    cost: float = np.inf
    over: float = 0.0
    """By how much it oversteps its shares, whose price is in the cost."""


class Crew(Protocol):
    """Answers for all blocks, in their order."""

    def ask(self, point: Floats, until: float, *, strict: bool = False) -> list[Answer]:
        """What each block says at a point; by ``time.perf_counter()``, at the latest ``until``."""

    def parts(self) -> list[Floats]:
        """Each block's own columns at the point asked of last."""

    def close(self) -> None:
        """Let everybody go."""


class Recourse:
    """One block, loaded.

    Its parts of coupling rows may be overstepped at a price, so that it has an answer to shares
    that are far off too; its multipliers are then bounded by the price, and prove as much as any.
    """

    def __init__(self, block: Block, settings: SolveSettings) -> None:
        self._block = block
        self._linked = np.unique(block.links.rows)
        self._lower = block.own.row_lower[self._linked]
        self._upper = block.own.row_upper[self._linked]
        self.program = Growing(_yielding(block), settings)
        self._spare = np.arange(block.columns.size, block.columns.size + 2 * block.coupled)
        self._strict = False

    def ask(self, point: Floats, until: float, *, strict: bool) -> Answer:
        """Solve it at a point of the master; ``strict``: within its shares or not at all."""
        if strict != self._strict:
            most = np.full(self._spare.size, 0.0 if strict else np.inf)
            self.program.columns(self._spare, np.zeros(most.size), most)
            self._strict = strict
        moved = self._block.links.at(point)[self._linked]
        self.program.rows(self._linked, self._lower - moved, self._upper - moved)
        reason = self.program.run(until - time.perf_counter())
        if reason is StopReason.OPTIMAL:
            over = float(self.program.values[self._spare].sum())
            return Answer(reason, self.program.multipliers, self.program.objective, over)
        ray = self.program.ray() if reason is StopReason.INFEASIBLE else None
        if ray is None:
            unsaid = reason is StopReason.INFEASIBLE
            return Answer(StopReason.NUMERICAL_TROUBLE if unsaid else reason, np.zeros(0))
        return Answer(reason, ray)

    @property
    def part(self) -> Floats:
        """The block's columns at the last point."""
        return self.program.values[: self._block.columns.size]

    def like(self, other: Recourse) -> bool:
        """Start from another's basis, if the two are alike."""
        alike = self._block.own.shape[:2] == other._block.own.shape[:2]
        if alike:
            self.program.begin_like(other.program)
        return alike


class Threads:
    """A crew in this process: HiGHS lets other threads go on while it solves."""

    def __init__(self, blocks: Sequence[Block], settings: SolveSettings) -> None:
        self._members = [Recourse(block, settings) for block in blocks]
        self._pool = ThreadPoolExecutor(max_workers=settings.threads)
        self._asked = False

    def ask(self, point: Floats, until: float, *, strict: bool = False) -> list[Answer]:
        """What each block says; at first, each begins where the first one like it ended."""
        if self._asked:
            return list(self._pool.map(lambda m: m.ask(point, until, strict=strict), self._members))
        self._asked = True
        return self._first(point, until, strict=strict)

    def _first(self, point: Floats, until: float, *, strict: bool) -> list[Answer]:
        answers: dict[int, Answer] = {}
        models: list[Recourse] = []
        for at, member in enumerate(self._members):
            if not any(member.like(model) for model in models):
                answers[at] = member.ask(point, until, strict=strict)
                models.append(member)
        rest = [at for at in range(len(self._members)) if at not in answers]
        found = self._pool.map(lambda at: self._members[at].ask(point, until, strict=strict), rest)
        answers |= dict(zip(rest, found, strict=True))
        return [answers[at] for at in range(len(self._members))]

    def parts(self) -> list[Floats]:
        """Each block's columns."""
        return [member.part for member in self._members]

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()


class Processes:
    """A crew of processes, each with its share of the blocks, loaded there once."""

    def __init__(self, blocks: Sequence[Block], settings: SolveSettings) -> None:
        alone = replace(settings, threads=1)
        context = multiprocessing.get_context("spawn")
        self._size = len(blocks)
        self._lines: list[tuple[Connection, list[int]]] = []
        self.workers = []
        for rank in range(min(settings.threads, len(blocks))):
            here, there = context.Pipe()
            mine = list(range(rank, len(blocks), settings.threads))
            worker = context.Process(target=_serve, args=(there,), daemon=True)
            worker.start()
            there.close()
            here.send(([blocks[at] for at in mine], alone))
            self._lines.append((here, mine))
            self.workers.append(worker)

    def ask(self, point: Floats, until: float, *, strict: bool = False) -> list[Answer]:
        """What each block says."""
        # The processes' clocks may differ: what is left is told, not when it ends.
        return self._gather((point, until - time.perf_counter(), strict))

    def parts(self) -> list[Floats]:
        """Each block's columns."""
        return self._gather(None)

    def _gather(self, message: object) -> list:  # type: ignore[type-arg]
        found = [None] * self._size
        try:
            for line, _ in self._lines:
                line.send(message)
            for line, mine in self._lines:
                for at, answer in zip(mine, line.recv(), strict=True):
                    found[at] = answer
        except (EOFError, OSError) as error:
            raise SolverError("a process that answers for branches has ended") from error
        return found

    def close(self) -> None:
        """End the processes."""
        for line, _ in self._lines:
            line.close()
        for worker in self.workers:
            worker.join()


def _serve(line: Connection) -> None:
    """The life of a process: load the blocks, then answer until nobody asks."""
    blocks, settings = line.recv()
    crew = Threads(blocks, settings)
    while True:
        try:
            message = line.recv()
        except EOFError:
            return
        if message is None:
            line.send(crew.parts())
        else:
            point, left, strict = message
            line.send(crew.ask(point, time.perf_counter() + left, strict=strict))


def _yielding(block: Block) -> Arrays:
    """The block's arrays with two more columns for each coupling row: above and below its share.

    A unit over costs ten times the dearest column's cost by the row's greatest coefficient.
    """
    own, count = block.own, block.coupled
    first = own.row_lower.size - count
    sizes = np.diff(own.starts)
    row = np.repeat(np.arange(own.row_lower.size), sizes)
    greatest = np.zeros(own.row_lower.size)
    np.maximum.at(greatest, row, np.abs(own.values))
    price = 10.0 * max(1.0, np.abs(own.cost).max(initial=0.0)) / np.maximum(greatest[first:], 1e-9)
    spare = own.cost.size + np.arange(2 * count).reshape(count, 2)
    ends = own.starts[first + 1 :].astype(np.int64)
    at = np.repeat(ends, 2)
    starts = own.starts + 2 * np.maximum(np.arange(own.starts.size) - first, 0)
    return replace(
        own,
        cost=np.append(own.cost, np.repeat(price, 2)),
        lower=np.append(own.lower, np.zeros(2 * count)),
        upper=np.append(own.upper, np.full(2 * count, np.inf)),
        integer=np.append(own.integer, np.zeros(2 * count, dtype=bool)),
        starts=starts.astype(np.int32),
        columns_of=np.insert(own.columns_of, at, spare.reshape(-1)).astype(np.int32),
        values=np.insert(own.values, at, np.tile([-1.0, 1.0], count)),
    )
