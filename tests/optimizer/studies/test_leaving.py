"""One loaded program for all courses that leave together, against each course rebuilt."""

import polars as pl
import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.sampling import Begun, Rates
from optimizer.data.tree import reckoned, replaced
from optimizer.errors import SolverError
from optimizer.results.plan import Plan
from optimizer.run import solve
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.stress import Loaded
from optimizer.studies import fresh
from optimizer.studies.fresh import Courses, carried_out
from optimizer.studies.leaving import Departure, Leaving
from tests.small.chain import the_chain
from tests.small.hedge import the_hedge
from tests.small.instances import EXACT, changed, solved

pytestmark = pytest.mark.solver

RATES = """
    outage   kind        target  country  commodity  annual_probability  days  remaining
    country  country     CHN     -        -          0.3                 200   0
    cargo    country     CHN     -        ore        0.3                 365   0.25
    site     site        jp      -        -          0.3                 500   0.5
    works    facility    works-de -       -          0.3                 90    0
    sea      lane        sea     -        -          0.3                 365   0
    stage    stage       cell    JPN      -          0.3                 300   0
    rung     rung        celling EU       -          0.3                 365   0.4
    cells    commodity   cell    -        -          0.3                 100   0
    nothing  facility    works-jp -       -          0.3                 365   1
"""
"""Every kind of thing that may fail, alone and together, and an outage that takes nothing."""


def _plan(instance: Instance, build: BuildSettings | None = None) -> Plan:
    found = solved(instance, build).plan
    assert found is not None
    return found


@pytest.fixture(scope="module")
def chain() -> Instance:
    """Without what is learnt, which is yes or no."""
    return replaced(
        changed(the_chain(), outage_rates=RATES),
        {"learning": the_chain().table("learning").clear()},
    )


@pytest.fixture(scope="module")
def plan(chain: Instance) -> Plan:
    return _plan(chain)


def _both(
    instance: Instance,
    plan: Plan,
    drawn: list[Begun],
    patch: pytest.MonkeyPatch,
    threads: int = 1,
) -> tuple[Courses, Courses]:
    """Answers in place, none of them rebuilt, and every course rebuilt."""
    settings = SolveSettings(gap=0.0, threads=threads)
    with patch.context() as only:
        only.setattr(fresh._Held, "_recourse", lambda *_: None)
        here = carried_out(instance, plan, drawn, settings)
    with patch.context() as only:
        only.setattr(fresh, "Leaving", _refused)
        rebuilt = carried_out(instance, plan, drawn, EXACT)
    return here, rebuilt


def _refused(*_: object) -> None:
    raise SolverError("not this time")


def _assert_same(here: Courses, rebuilt: Courses) -> None:
    assert here.audited
    assert rebuilt.audited
    assert here.cost.tolist() == pytest.approx(rebuilt.cost.tolist(), rel=1e-7)
    assert here.shortfall.tolist() == pytest.approx(rebuilt.shortfall.tolist(), rel=1e-6, abs=1e-6)


def test_courses_of_the_chain_are_as_rebuilt(
    chain: Instance, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those that leave a year later, and those in which only nothing strikes."""
    drawn = Rates.of(chain).drawn(10, 1)
    drawn += [((8,), ()), ((8,), (0, 5)), ((), (8,)), ((), (3,))]
    _assert_same(*_both(chain, plan, drawn, monkeypatch))


def test_courses_of_the_miniature_are_as_rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    mini = load("instances/japan-eu-mini")
    drawn = Rates.of(mini).drawn(2, 7)
    plan = solve(mini, settings=SolveSettings(gap=0.05, threads=1)).plan
    assert plan is not None
    _assert_same(*_both(mini, plan, drawn, monkeypatch, threads=2))


def test_a_trunk_that_ends_before_the_first_outage_leaves_obligations_until_then(
    chain: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The embargo takes all chance in 2026; a year without outages must still be used."""
    certain = the_chain().table("scenarios").with_columns(probability=pl.lit(1.0))
    ended = replaced(chain, {"scenarios": certain})
    _assert_same(*_both(ended, _plan(ended), [((), ()), ((0,), ()), ((), (0,))], monkeypatch))


def test_threads_change_nothing(chain: Instance, plan: Plan) -> None:
    drawn = Rates.of(chain).drawn(9, 3)
    alone, many = (
        carried_out(chain, plan, drawn, SolveSettings(gap=0.0, threads=n)) for n in (1, 4)
    )
    assert alone.cost.tolist() == many.cost.tolist()
    assert alone.shortfall.tolist() == many.shortfall.tolist()


def test_what_is_learnt_is_no_linear_program_and_rebuilt() -> None:
    chain = changed(the_chain(), outage_rates=RATES)
    plan, base = _plan(chain), reckoned(chain, "none")
    with pytest.raises(SolverError, match="no linear program"):
        Leaving(base, plan, BuildSettings(scenarios="all"), EXACT, Departure(0, 0))
    found = carried_out(chain, plan, [((), (5,))], EXACT)
    assert found.audited


def test_what_cannot_be_proved_is_rebuilt(
    chain: Instance, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = [((0,), ()), ((0, 2), (5,))]
    proved = carried_out(chain, plan, drawn, EXACT)
    monkeypatch.setattr(Loaded, "after", _refused)
    _assert_same(carried_out(chain, plan, drawn, EXACT), proved)


def test_a_departure_is_when_it_leaves_and_when_it_is_struck() -> None:
    rates = Rates.of(the_hedge())
    assert Departure.of(rates, ((0,), (1,)), 2) == Departure(0, 0)
    assert Departure.of(rates, ((), (1,)), 2) == Departure(1, 1)
    assert Departure.of(rates, ((), (1,)), 0) == Departure(0, 1)
    assert Departure.of(rates, ((), ()), 1) == Departure(1, None)
    assert Departure.of(rates, ((), ()), 2) == Departure(2, None)
