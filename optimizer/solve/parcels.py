"""What goes between those who solve a problem in parts on several machines, and by which way.

Parcels are arrays by name; what points at them, questions and words about answers, is small and
plain. ``Post`` is the way of who asks (``spread``), ``Line`` that of who answers (``assist``);
whoever knows machines, networks and disks writes both.

Nothing in a parcel is code, and an answer is looked at before it is believed: multipliers may be
any finite numbers (``cuts`` proves what they prove), but there must be one for each row.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import SettingsError
from optimizer.settings import SolveSettings
from optimizer.solve.arrays import Arrays
from optimizer.solve.blocks import Block, Links
from optimizer.solve.crew import Answer
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optimizer.data.problem import Floats

Parcel = dict[str, NDArray[Any]]
Told = tuple[Answer, "Floats | None"]
"""What a block says, and its own columns where these were asked for."""

OWN = (
    "cost", "lower", "upper", "integer", "row_lower", "row_upper", "starts", "columns_of", "values",
)  # fmt: skip
ANSWERS = frozenset({StopReason.OPTIMAL, StopReason.INFEASIBLE})
"""Answers that are sent; who finds no other is silent about the block."""


class ParcelError(ValueError):
    """A parcel does not hold what it should."""


class Post(Protocol):
    """The way to members elsewhere. What cannot be sent, received or kept is an ``OSError``."""

    def recruit(self, take: Callable[[int, Mapping[str, Any]], None]) -> None:
        """Look for members.

        Whatever one says, by its number, is given to ``take``, in any thread: ``joined`` when it
        is there (or there anew), ``number`` and ``answers``; ``left`` where it is known to be gone.
        """

    def leave(self, parcel: Parcel, *, brief: bool = False) -> str:
        """Put it where every member finds it; its name. ``brief``: until the next but one."""

    def fetch(self, name: str) -> Parcel:
        """What a member left under a name."""

    def ask(self, questions: Mapping[int, Mapping[str, Any]]) -> None:
        """Ask members; only the newest question of each counts."""

    def dismiss(self) -> None:
        """Let all members go."""


class Line(Protocol):
    """A member's way to who asks; parcels lie where both find them."""

    def next(self, seconds: float) -> Mapping[str, Any] | None:
        """The newest question not given yet; empty if none comes in time, ``None`` at the end."""

    def fetch(self, name: str) -> Parcel:
        """What lies under a name; ``FileNotFoundError`` where it has been cleared away."""

    def leave(self, parcel: Parcel) -> str:
        """Put an answer where who asks finds it; its name."""

    def say(self, said: Mapping[str, Any]) -> None:
        """Tell who asks."""


def of_block(block: Block) -> Parcel:
    """A block, to be loaded elsewhere."""
    own, links = block.own, block.links
    return {name: getattr(own, name) for name in OWN} | {
        "columns": block.columns,
        "rows": block.rows,
        "link_rows": links.rows,
        "link_columns": links.columns,
        "link_values": links.values,
        "scale": np.array([block.scale]),
        "sizes": np.array([links.height, block.coupled]),
        "name": np.array(block.name),
    }


def block_of(parcel: Mapping[str, NDArray[Any]]) -> Block:
    """The block of a parcel; ``ParcelError`` where something is missing."""
    try:
        own: dict[str, Any] = {name: parcel[name] for name in OWN}
        rows, columns, values = (parcel[f"link_{name}"] for name in ("rows", "columns", "values"))
        height, coupled = (int(size) for size in parcel["sizes"])
        return Block(
            str(parcel["name"]),
            parcel["columns"],
            parcel["rows"],
            Arrays(**own, offset=0.0, decisions={}, constraints={}, costs=(), aims={}),
            Links(rows, columns, values, height),
            float(parcel["scale"][0]),
            coupled,
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ParcelError(f"no block: {error}") from error


def of_plan(names: Sequence[str], settings: SolveSettings) -> Parcel:
    """Under which names the blocks lie, in their order, and how they are solved."""
    return {"names": np.array(names), "settings": np.array(json.dumps(settings.as_dict()))}


def plan_of(parcel: Mapping[str, NDArray[Any]]) -> tuple[list[str], SolveSettings]:
    """Names of the blocks' parcels, and settings; ``ParcelError`` where something is missing."""
    try:
        settings = SolveSettings.from_dict(json.loads(str(parcel["settings"])))
        return [str(name) for name in parcel["names"]], settings
    except (KeyError, TypeError, ValueError, SettingsError) as error:
        raise ParcelError(f"no plan of blocks: {error}") from error


def of_answers(found: Mapping[int, Told]) -> Parcel:
    """What blocks say, by their number, as far as that is an answer."""
    known = {at: told for at, told in found.items() if told[0].reason in ANSWERS}
    parts = [np.zeros(0) if part is None else part for _, part in known.values()]
    multipliers = [answer.multipliers for answer, _ in known.values()]
    none = np.zeros(0)
    return {
        "blocks": np.array(list(known), dtype=np.int64),
        "optimal": np.array([a.reason is StopReason.OPTIMAL for a, _ in known.values()], bool),
        "cost": np.array([answer.cost for answer, _ in known.values()]),
        "over": np.array([answer.over for answer, _ in known.values()]),
        "rows": np.array([each.size for each in multipliers], dtype=np.int64),
        "multipliers": np.concatenate([none, *multipliers]),
        "columns": np.array([part.size for part in parts], dtype=np.int64),
        "parts": np.concatenate([none, *parts]),
    }


def answers_of(parcel: Mapping[str, NDArray[Any]], blocks: Sequence[Block]) -> dict[int, Told]:
    """Answers by block.

    Raises:
        ParcelError: an array is missing, of another size or type, or holds what is no number.
    """
    try:
        numbers = [int(at) for at in parcel["blocks"]]
        multipliers = _pieces(parcel["multipliers"], parcel["rows"])
        parts = _pieces(parcel["parts"], parcel["columns"])
        optimal, over = parcel["optimal"], _finite(parcel["over"])
        cost = np.where(optimal, _finite(np.where(optimal, parcel["cost"], 0.0)), np.inf)
        found: dict[int, Told] = {}
        for i, at in enumerate(numbers):
            _require(blocks, at, multipliers[i], parts[i])
            reason = StopReason.OPTIMAL if optimal[i] else StopReason.INFEASIBLE
            answer = Answer(reason, multipliers[i], float(cost[i]), float(over[i]))
            found[at] = answer, parts[i] if parts[i].size else None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ParcelError(f"no answers: {error}") from error
    return found


def _pieces(values: NDArray[Any], sizes: NDArray[Any]) -> list[Floats]:
    ends = np.cumsum(sizes)
    if ends.size and (ends[-1] != values.size or sizes.min() < 0):
        raise ParcelError("the sizes are wrong")
    return np.split(_finite(values), ends[:-1])


def _finite(values: NDArray[Any]) -> Floats:
    if values.dtype != np.float64 or values.ndim != 1 or not np.isfinite(values).all():
        raise ParcelError("numbers are missing")
    return values


def _require(blocks: Sequence[Block], at: int, multipliers: Floats, part: Floats) -> None:
    if not 0 <= at < len(blocks):
        raise ParcelError(f"there is no block {at}")
    block = blocks[at]
    if multipliers.size != block.rows.size or part.size not in {0, block.columns.size}:
        raise ParcelError(f"block {at} has another size")
