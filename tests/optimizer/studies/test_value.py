"""What levers are worth: by hand on the toy, and by what must hold in any instance."""

from datetime import date

import pytest

from optimizer.data import Instance, load
from optimizer.data.outages import Survive
from optimizer.data.tree import extended, reckoned
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.watch import Progress
from optimizer.studies.tried import FRACTIONS
from optimizer.studies.value import saved, sets_of, value, valued
from optimizer.studies.worth import Interval
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver

BOTH = ("robots", "kiln")


def ends(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


@pytest.fixture(scope="module")
def toy(instances) -> Instance:  # type: ignore[no-untyped-def]
    return load(instances / "toy-dependence")


def test_levers_of_the_toy_are_worth_what_the_readme_says(toy: Instance) -> None:
    found = valued(toy, BOTH, settings=EXACT)
    assert ends(found.value(frozenset({"robots"}))) == pytest.approx((100.0, 100.0))
    assert ends(found.value(frozenset({"kiln"}))) == pytest.approx((-40.0, -40.0))
    assert ends(found.value(frozenset(BOTH))) == pytest.approx((120.0, 120.0))
    assert ends(found.interaction(frozenset(BOTH))) == pytest.approx((60.0, 60.0))
    assert found.complete


def test_every_plan_is_audited_and_the_study_says_what_each_is_worth(toy: Instance) -> None:
    study = value(toy, BOTH, settings=EXACT, survive=Survive())
    assert set(study.plans) == {"base", "robots", "kiln", "robots+kiln"}
    assert all((plan.audit or {})["passed"] for plan in study.plans.values())
    assert study.sentences[0].startswith("robots is worth 100 EUR; exposure 100 % → 50.0 %")
    assert "costs more than it saves, by 40 EUR" in study.sentences[1]
    assert "help one another" in study.sentences[3]
    rows = {row["levers"]: row for row in study.tables["dependence"].rows.to_dicts()}
    assert rows["robots + kiln"]["exposure"] == pytest.approx(0.3)
    assert rows["nothing"]["survives"] == pytest.approx(0.0)


def test_under_a_limit_a_lever_may_be_worth_more(toy: Instance) -> None:
    """At most 0.5 exposed: 2,740 without, by kiln 40 t by C at 27.5 and 20 t by B at 29."""
    from optimizer.settings import DependenceLimit

    half = BuildSettings(limits=(DependenceLimit("exposure", frozenset({"CHN"}), 0.5),))
    found = valued(toy, ("kiln",), half, EXACT)
    with_kiln = 40 * 23 + 40 * 27.5 + 20 * 29 + 40
    assert ends(found.value(frozenset({"kiln"}))) == pytest.approx(
        (2740 - with_kiln, 2740 - with_kiln)
    )


def test_levers_that_are_pulled_anyway_are_in_the_base(toy: Instance) -> None:
    found = valued(toy, ("kiln",), BuildSettings(levers=("robots",)), EXACT)
    assert ends(found.value(frozenset({"kiln"}))) == pytest.approx((20.0, 20.0))


def test_with_a_gap_values_are_intervals_that_hold_the_truth(toy: Instance) -> None:
    found = valued(toy, BOTH, settings=SolveSettings(gap=0.2, threads=1))
    for some, truth in ((("robots",), 100.0), (("kiln",), -40.0), (BOTH, 120.0)):
        low, high = ends(found.value(frozenset(some)))
        assert low - 1e-6 <= truth <= high + 1e-6


def test_all_sets_on_demand_and_few_otherwise() -> None:
    abc = ("a", "b", "c")
    assert [sorted(s) for s in sets_of(abc, subsets=False)] == [
        [], ["a"], ["b"], ["c"], ["a", "b", "c"],
    ]  # fmt: skip
    assert len(sets_of(abc, subsets=True)) == 8
    assert sets_of(("a",), subsets=False) == (frozenset(), frozenset({"a"}))


def test_two_infinite_costs_differ_by_nothing() -> None:
    none = Interval(float("inf"), float("inf"))
    assert ends(saved(none, none)) == (0.0, 0.0)
    assert ends(saved(none, Interval(3.0, 3.0)))[0] == float("inf")


@pytest.mark.parametrize(
    ("levers", "build", "said"),
    [
        ((), BuildSettings(), "name a lever"),
        (("kiln", "kiln"), BuildSettings(), "named once"),
        (("kiln",), BuildSettings(levers=("kiln",)), "named once"),
        (("oven",), BuildSettings(), "no lever is called oven"),
        (("kiln",), BuildSettings(objective="exposure", then="cost"), "no other objective"),
    ],
)
def test_what_makes_no_sense_is_refused(
    toy: Instance, levers: tuple[str, ...], build: BuildSettings, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        valued(toy, levers, build, EXACT)


def thrifty(instances) -> Instance:  # type: ignore[no-untyped-def]
    """The toy of a line at home without China in 2026; saving leaves 60 t of its 100 t wanted.

    2026 costs 12 for a ton made and 50 for one missing; a line of 25 t costs 175, paid in 2025.
    Of 100 t, four lines: 1,900. Of 60 t, three lines: 525 + 720 = 1,245; as a fraction, 2.4 lines:
    420 + 720 = 1,140.
    """
    where, set_ = "period = 2026", "energy = 60"
    change = {"table": "demands", "change": "change", "where": where, "set": set_}
    rows = {
        "supply_terms": [
            {"supply": "chinese-packs", "period": "2026", "price": 8.0, "quantity": 0.0}
        ],
        "levers": [{"lever": "thrift"}],
        "lever_changes": [{"lever": "thrift", "step": 1, **change}],
    }
    return extended(reckoned(load(instances / "toy-hedge"), "none"), rows)


@pytest.mark.parametrize(("relax", "worth"), [(False, 1900.0 - 1245.0), (True, 1900.0 - 1140.0)])
def test_relaxed_a_value_is_that_of_plants_of_any_size(
    instances, relax: bool, worth: float
) -> None:  # type: ignore[no-untyped-def]
    found = valued(thrifty(instances), ("thrift",), BuildSettings(relax=relax), EXACT)
    assert ends(found.value(frozenset({"thrift"}))) == pytest.approx((worth, worth))
    assert found.exact


def test_a_relaxed_study_says_so_tells_periods_and_hands_out_no_plan(instances) -> None:  # type: ignore[no-untyped-def]
    study = value(thrifty(instances), ("thrift",), BuildSettings(relax=True), EXACT)
    assert study.sentences[0] == FRACTIONS
    assert "thrift is worth 760 EUR" in study.sentences[1]
    assert not study.plans
    assert "range" not in study.tables["values"].shown
    saved_when = dict(study.tables["by_period"].rows.iter_rows())
    assert saved_when == pytest.approx(
        {"2025": 280.0, "2026": 480.0, "in all": 760.0, "present value": 760.0}
    )


def test_where_there_is_no_plan_it_is_told_of_which_lever_and_why(instances) -> None:  # type: ignore[no-untyped-def]
    """A law asks for 80 t a year at home; two people can run lines, a class has 150 more."""
    rule = {"rule": "home", "kind": "capacity", "scope": "JPN", "stage": "pack", "level": 80.0}
    seats = "training = class; skill = packer; area = JPN; cost = 2; days = 365; most = 150"
    rows = {
        "rules": [rule | {"first_date": date(2026, 1, 1)}],
        "skills": [{"skill": "packer"}],
        "jobs": [{"job": "line", "skill": "packer", "people": 1.0}],
        "workforce": [{"skill": "packer", "area": "JPN", "period": "2025", "people": 2.0}],
        "levers": [{"lever": "school"}, {"lever": "poster"}],
        "lever_changes": [
            {"lever": "school", "step": 1, "table": "trainings", "change": "add", "set": seats},
            {"lever": "poster", "step": 1, "table": "skills", "change": "add", "set": "skill = x"},
        ],
    }
    short = extended(reckoned(load(instances / "toy-hedge"), "none"), rows)
    study = value(short, ("school", "poster"), settings=EXACT)
    assert study.sentences[0].startswith(
        "Without a lever there is no plan: home (pack-making) in 2026: 0/year instead"
    )
    assert "school: with it there is a plan" in study.sentences[1]
    assert "poster: there is no plan: home" in study.sentences[2]
    signs = dict(study.tables["values"].rows.select("levers", "sign").iter_rows())
    assert signs == {
        "nothing": "", "school": "has a plan", "poster": "no plan", "school + poster": "has a plan",
    }  # fmt: skip


def test_where_gaps_are_left_no_period_is_told(toy: Instance) -> None:
    study = value(toy, ("kiln",), settings=SolveSettings(gap=0.5, threads=1))
    assert "by_period" not in study.tables


def test_survival_of_builds_of_fractions_is_refused(toy: Instance) -> None:
    with pytest.raises(SettingsError, match="can be built"):
        valued(toy, ("kiln",), BuildSettings(relax=True), EXACT, survive=Survive())


def test_all_sets_of_many_are_refused(toy: Instance) -> None:
    with pytest.raises(SettingsError, match="at most 5"):
        valued(toy, tuple("abcdef"), settings=EXACT, subsets=True)


def test_stopped_by_the_watch_it_tells_what_it_has(toy: Instance) -> None:
    seen = []

    def once(event: Progress) -> bool:
        seen.append(event.message)
        return not (event.message or "").startswith("kiln")

    found = valued(toy, BOTH, settings=EXACT, watch=once)
    assert set(found.found) == {frozenset(), frozenset({"robots"})}
    assert not found.complete
