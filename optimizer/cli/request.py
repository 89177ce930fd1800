"""What ``solve`` was asked for, checked before anything heavy is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from optimizer.cli.progress import Style
from optimizer.cli.told import UsageError
from optimizer.errors import SettingsError
from optimizer.settings import (
    SAMPLE,
    WATCHED,
    BuildSettings,
    Decompose,
    DependenceLimit,
    SolveSettings,
    WhichScenarios,
)

if TYPE_CHECKING:
    from optimizer.data.outages import Survive

OBJECTIVES: dict[str, dict[str, str | None]] = {
    "cost": {"objective": "cost", "then": None},
    "exposure": {"objective": "exposure", "then": "cost"},
    "cost,exposure": {"objective": "cost", "then": "exposure"},
    "exposure,cost": {"objective": "exposure", "then": "cost"},
    "pass_through": {"objective": "pass_through", "then": "cost"},
    "cost,pass_through": {"objective": "cost", "then": "pass_through"},
    "pass_through,cost": {"objective": "pass_through", "then": "cost"},
}
"""Spellings of ``--objective``. Least exposure alone would leave the cost to chance."""

MODEL_FORMATS = (".lp", ".mps")


@dataclass(frozen=True)
class Order:
    """Everything that a solve was told.

    ``out``: folder of the results (``None``: write nothing); with ``in_own_folder`` the results go
    into a folder below it that is named after the instance.
    """

    instance: str
    build: BuildSettings
    settings: SolveSettings
    out: Path | None
    in_own_folder: bool
    reference: Path | None
    compare: bool
    workbook: bool
    write_model: Path | None
    progress: Style
    as_json: bool

    def __post_init__(self) -> None:
        if self.write_model is not None and self.write_model.suffix not in MODEL_FORMATS:
            raise UsageError(f"{self.write_model}: a model is written as .lp or .mps")
        if self.reference is not None and not self.compare:
            raise UsageError("--reference and --no-reference exclude each other")

    def folder(self, name: str) -> Path | None:
        """Where the results of an instance of that name go."""
        return self.out / name if self.out is not None and self.in_own_folder else self.out


def which_scenarios(text: str) -> str | tuple[str, ...]:
    """``planned``, ``all``, ``none`` or a sample as they are; else the names between the commas."""
    if text in get_args(WhichScenarios) or SAMPLE.fullmatch(text):
        return text
    return tuple(name.strip() for name in text.split(","))


def names_of(texts: list[str] | None) -> tuple[str, ...]:
    """The names in an option that may be repeated and may hold several between commas."""
    return tuple(name for text in texts or [] for part in text.split(",") if (name := part.strip()))


def survival_of(what: list[str] | None, strikes: list[str] | None) -> "Survive | None":
    """The outages in which survival is told, if any are named."""
    if not what:
        return None
    from optimizer.data.outages import Survive

    return Survive(what=tuple(what), strikes=tuple(strikes or []))


def sampling(scenarios: str, count: int, seed: int, unless: str = "planned") -> str:
    """The scenarios to reckon with: those asked for (``unless``: nothing was), or samples."""
    if count == 0:
        return scenarios
    if scenarios != unless:
        raise UsageError("--sample and --scenarios exclude each other")
    return f"sample:{count}:{seed}"


def settings_of(
    *,
    gap: float,
    time_limit: float,
    threads: int,
    seed: int = 0,
    log: bool = False,
    max_exposure: list[str] | None = None,
    max_stage_share: list[str] | None = None,
    max_pass_through: list[str] | None = None,
    objective: str = "cost",
    watched: Sequence[str] = (),
    scenarios: str = "planned",
    decompose: Decompose = "choose",
    **build: Any,
) -> tuple[BuildSettings, SolveSettings]:
    """The two settings objects; ``SettingsError`` where one is out of range.

    What a command does not ask for is as ``solve`` has it when nothing is said.
    """
    if objective not in OBJECTIVES:
        raise SettingsError(f"objective = {objective!r}: must be one of {' | '.join(OBJECTIVES)}")
    countries = frozenset(watched) or WATCHED
    limits = [DependenceLimit.parse("exposure", text, countries) for text in max_exposure or []]
    limits += [
        DependenceLimit.parse("stage_share", text, countries) for text in max_stage_share or []
    ]
    limits += [
        DependenceLimit.parse("pass_through", text, countries) for text in max_pass_through or []
    ]
    asked = {"limits": limits, "watched": countries, "scenarios": which_scenarios(scenarios)}
    return (
        BuildSettings.from_dict({**asked, **OBJECTIVES[objective], **build}),
        SolveSettings(gap, time_limit, threads, seed, log, decompose=decompose),
    )
