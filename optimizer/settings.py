"""Settings: what to build and how to solve it. They are no part of an instance.

Each object is frozen, checks its ranges when it is made, refuses unknown keys in ``from_dict`` and
echoes itself in ``as_dict``, so that a result says how to repeat it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self, get_args

from optimizer.errors import SettingsError

Measure = Literal["exposure", "stage_share", "pass_through"]
Objective = Literal["cost", "exposure", "pass_through"]
Shortfall = Literal["as_priced", "forbidden"]
Method = Literal["choose", "simplex", "ipx"]
Decompose = Literal["choose", "whole", "branches"]
WhichScenarios = Literal["planned", "all", "none"]

WATCHED = frozenset({"CHN"})
"""Watched unless others are named; an instance without it has nothing to watch."""


@dataclass(frozen=True)
class DependenceLimit:
    """A limit on how much may depend on watched countries.

    ``measure``: ``exposure`` (battery energy supported by watched throughput, over all rungs),
    ``stage_share`` (watched share of the throughput of each rung, or of ``rung`` alone) or
    ``pass_through`` (share of the energy delivered that anything watched went into).
    ``watched``: countries (alpha-3) or blocs, at least one. ``limit``: from 0 to 1.
    ``from_period``: ``None`` limits the whole horizon; a period limits every period from it on.
    ``rung``: ``None`` means every rung; only with ``stage_share``.
    """

    measure: Measure
    watched: frozenset[str]
    limit: float
    from_period: str | None = None
    rung: str | None = None

    def __post_init__(self) -> None:
        _require_choice("measure", self.measure, get_args(Measure))
        _set(self, "watched", _watched(self.watched))
        _set(self, "limit", _number("limit", self.limit, 0.0, 1.0))
        _require_name("from_period", self.from_period)
        _require_name("rung", self.rung)
        if self.measure != "stage_share" and self.rung is not None:
            measure = self.measure.replace("_", "-")
            raise SettingsError(
                f"rung = {self.rung!r}: {measure} covers all rungs, so none is named"
            )

    @classmethod
    def parse(cls, measure: Measure, text: str, watched: frozenset[str] = WATCHED) -> Self:
        """Read ``0.4``, ``CHN=0.4``, ``CHN+RUS=0.4@2030`` or ``CHN:refining-lithium=0.5``.

        ``watched`` holds where the text names no country. Raises ``SettingsError``.
        """
        match = _LIMIT.fullmatch(text.strip())
        if match is None:
            raise SettingsError(
                f"{measure} = {text!r}: must look like 0.4, CHN=0.4, CHN+RUS=0.4@2030"
                + (" or CHN:refining-lithium=0.5" if measure == "stage_share" else "")
            )
        named = match["watched"]
        return cls(
            measure=measure,
            watched=frozenset(named.split("+")) if named else watched,
            limit=float(match["limit"]),
            from_period=match["period"],
            rung=match["rung"],
        )

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """The limit of such a mapping; ``SettingsError`` on unknown or missing keys."""
        _refuse_unknown(cls, given)
        if missing := [name for name in ("measure", "watched", "limit") if name not in given]:
            raise SettingsError(f"a dependence limit lacks {', '.join(missing)}")
        return cls(**given)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as ``from_dict`` takes them."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    def __str__(self) -> str:
        """The spelling that ``parse`` reads."""
        rung = f":{self.rung}" if self.rung else ""
        period = f"@{self.from_period}" if self.from_period else ""
        return f"{'+'.join(sorted(self.watched))}{rung}={self.limit:g}{period}"


@dataclass(frozen=True)
class BuildSettings:
    """What formulation to build from an instance.

    ``objective``: ``cost`` (present value), ``exposure`` to the watched countries, or their
    ``pass_through``. ``then``: the objective minimised next, among the plans that give up no more
    than ``tolerance`` of the first (0 to 1, relative to its best value; ``None``: stop after the
    first).
    ``scenarios``: which courses of events the plan reckons with: ``planned`` (those that the
    instance marks so), ``all``, ``none`` or names, whose ancestors come along; or
    ``sample:COUNT:SEED``, samples from the instance's rates of outages.
    ``watched``: countries (alpha-3) or blocs whose share is measured, at least one.
    ``limits``: limits on dependence, all of which hold.
    ``shortfall``: ``as_priced`` (the segment's penalty decides) or ``forbidden`` everywhere.
    ``relax``: let whole-number decisions be fractions. ``strengthening``: add constraints that
    tighten the relaxation and never move the optimum. ``clean``: keep the clean stream, by which
    the pass-through of the watched countries is measured; an objective or a limit that needs it
    keeps it anyway (``keeps_clean``).
    ``risk_weight`` (λ, 0 to 1) and ``tail`` (α, 0 to below 1): the cost that is made small is
    (1 − λ) times the expected one plus λ times the mean of the dearest 1 − α of all chance (CVaR).
    ``levers``: names of levers of the instance that are pulled; ``policies``: names of packs of
    rules that are in force.
    """

    limits: tuple[DependenceLimit, ...] = ()
    objective: Objective = "cost"
    then: Objective | None = None
    tolerance: float = 0.001
    watched: frozenset[str] = WATCHED
    shortfall: Shortfall = "as_priced"
    relax: bool = False
    strengthening: bool = True
    scenarios: WhichScenarios | str | tuple[str, ...] = "planned"
    clean: bool = False
    risk_weight: float = 0.0
    tail: float = 0.95
    levers: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _set(self, "scenarios", _scenarios(self.scenarios))
        _set(self, "limits", tuple(_limit(item) for item in _listed("limits", self.limits)))
        _require_choice("objective", self.objective, get_args(Objective))
        if self.then is not None:
            _require_choice("then", self.then, get_args(Objective))
        if self.then == self.objective:
            raise SettingsError(f"then = {self.then!r}: must differ from the first objective")
        _set(self, "tolerance", _number("tolerance", self.tolerance, 0.0, 1.0))
        _set(self, "watched", _watched(self.watched))
        _require_choice("shortfall", self.shortfall, get_args(Shortfall))
        _require_bool("relax", self.relax)
        _require_bool("strengthening", self.strengthening)
        _require_bool("clean", self.clean)
        _set(self, "risk_weight", _number("risk_weight", self.risk_weight, 0.0, 1.0))
        _set(self, "tail", _number("tail", self.tail, 0.0, 0.999999))
        _set(self, "levers", _names("levers", self.levers))
        _set(self, "policies", _names("policies", self.policies))

    @property
    def risk(self) -> tuple[float, float] | None:
        """Risk weight and tail; ``None`` where the expected cost alone counts."""
        return (self.risk_weight, self.tail) if self.risk_weight > 0 else None

    @property
    def keeps_clean(self) -> bool:
        """Whether the pass-through of the watched countries is measured in the model."""
        own = any(x.measure == "pass_through" and x.watched == self.watched for x in self.limits)
        return self.clean or own or "pass_through" in {self.objective, self.then}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """The settings of such a mapping; ``SettingsError`` on unknown keys."""
        _refuse_unknown(cls, given)
        return cls(**given)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as ``from_dict`` takes them."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


@dataclass(frozen=True)
class SolveSettings:
    """How to solve a formulation.

    ``gap``: relative gap at which to stop, 0 to 1. ``time_limit``: seconds, above 0 to 1e7.
    ``threads``: 1 to 256. ``seed``: 0 to 2147483647. ``log``: let the solver write its own log.
    ``method``: how linear programs are solved: ``choose``, ``simplex`` or ``ipx``.
    ``decompose``: solve the problem ``whole``, or its ``branches`` apart (docs/many-scenarios.md);
    ``choose`` goes by their number and size.
    """

    gap: float = 0.01
    time_limit: float = 300.0
    threads: int = 2
    seed: int = 0
    log: bool = False
    method: Method = "choose"
    decompose: Decompose = "choose"

    def __post_init__(self) -> None:
        _set(self, "gap", _number("gap", self.gap, 0.0, 1.0))
        _set(self, "time_limit", _number("time_limit", self.time_limit, 1e-3, 1e7))
        _require_whole("threads", self.threads, 1, 256)
        _require_whole("seed", self.seed, 0, 2**31 - 1)
        _require_bool("log", self.log)
        _require_choice("method", self.method, get_args(Method))
        _require_choice("decompose", self.decompose, get_args(Decompose))

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """The settings of such a mapping; ``SettingsError`` on unknown keys."""
        _refuse_unknown(cls, given)
        return cls(**given)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as ``from_dict`` takes them."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


SAMPLE = re.compile(r"sample:[1-9]\d{0,5}:\d{1,10}")
"""How a sample of scenarios is asked for: ``sample:50:1`` is fifty with the seed 1."""

_AREA = re.compile(r"[A-Za-z][\w.-]*")
_LIMIT = re.compile(
    r"(?:(?P<watched>[A-Za-z][\w.-]*(?:\+[A-Za-z][\w.-]*)*)(?::(?P<rung>[^\s=@]+))?=)?"
    r"(?P<limit>\d*\.?\d+(?:[eE]-?\d+)?)"
    r"(?:@(?P<period>\S+))?"
)


def _set(settings: object, name: str, value: object) -> None:
    """Put the cleaned value in place while the frozen object is being made."""
    object.__setattr__(settings, name, value)


def _plain(value: Any) -> Any:
    if isinstance(value, DependenceLimit):
        return value.as_dict()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _limit(item: object) -> DependenceLimit:
    if isinstance(item, DependenceLimit):
        return item
    if isinstance(item, Mapping):
        return DependenceLimit.from_dict(item)
    raise SettingsError(f"limits: {item!r} is no dependence limit")


def _listed(name: str, value: object) -> Iterable[object]:
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise SettingsError(f"{name} = {value!r}: must be a list")
    return value


def _scenarios(value: object) -> object:
    """One of the words, a sample, or names each of which stands once."""
    words = get_args(WhichScenarios)
    if isinstance(value, str):
        if value not in words and not SAMPLE.fullmatch(value):
            raise SettingsError(
                f"scenarios = {value!r}: must be one of {', '.join(words)}, sample:COUNT:SEED, "
                "or a list of names"
            )
        return value
    return _names("scenarios", value)


def _names(setting: str, value: object) -> tuple[str, ...]:
    """Names, each once."""
    names = list(_listed(setting, value))
    for name in names:
        if not isinstance(name, str) or not name:
            raise SettingsError(f"{setting}: {name!r} is no name")
    return tuple(dict.fromkeys(str(name) for name in names))


def _watched(value: object) -> frozenset[str]:
    codes = frozenset(_listed("watched", value))
    if not codes:
        raise SettingsError("watched: must name at least one country or bloc")
    for code in codes:
        if not isinstance(code, str) or not _AREA.fullmatch(code):
            raise SettingsError(f"watched = {code!r}: must be a country or bloc, such as CHN")
    return frozenset(str(code) for code in codes)


def _number(name: str, value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise SettingsError(f"{name} = {value!r}: must be a number from {low:g} to {high:g}")
    return float(value)


def _require_whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise SettingsError(f"{name} = {value!r}: must be a whole number from {low} to {high}")


def _require_bool(name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise SettingsError(f"{name} = {value!r}: must be true or false")


def _require_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise SettingsError(f"{name} = {value!r}: must be one of {', '.join(choices)}")


def _require_name(name: str, value: object) -> None:
    if value is not None and (not isinstance(value, str) or not value):
        raise SettingsError(f"{name} = {value!r}: must be a name, or nothing")


def _refuse_unknown(cls: type, given: Mapping[str, Any]) -> None:
    known = {f.name for f in fields(cls)}
    if unknown := sorted(set(given) - known):
        raise SettingsError(
            f"unknown setting {', '.join(unknown)}; {cls.__name__} knows {', '.join(sorted(known))}"
        )
