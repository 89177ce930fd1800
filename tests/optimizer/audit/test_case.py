"""What lies on the auditor's table."""

from collections.abc import Callable

import polars as pl
import pytest

from optimizer.audit.case import Case, charge, charge_at_the_end, charge_now, parameter
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]


@pytest.fixture
def case(
    changed_chain: Callable[..., Instance],
    plan: Tables,
    make_case: Callable[[Instance, Tables], Case],
) -> Case:
    """The chain with a war from 2026 on, of probability 0.25."""
    war = ("scenario from_period probability", [("war", "2026", 0.25)])
    return make_case(changed_chain(scenarios=war), plan)


SPENT = pl.DataFrame({"scenario": ["", "war"], "period": ["2026", "2027"], "x": [2.0, 8.0]})


def test_money_of_a_moment_is_discounted_and_weighed(case: Case) -> None:
    rows = charge(case, "tea", SPENT, pl.col("x") * pl.col("years")).sort("period")
    assert rows["amount"].to_list() == [2.0, 8.0]
    assert rows["present"].to_list() == pytest.approx([2 * 0.75 * 1.1**-1.5, 8 * 0.25 * 1.1**-2.5])


def test_money_of_the_end_is_discounted_to_the_end(case: Case) -> None:
    rows = charge_at_the_end(case, "tea", SPENT, pl.col("x")).sort("period")
    assert rows["present"].to_list() == pytest.approx([2 * 0.75 * 1.1**-3, 8 * 0.25 * 1.1**-3])


def test_money_of_shared_decisions_is_not_weighed(case: Case) -> None:
    rows = charge_now(case, "tea", SPENT, pl.col("x")).sort("period")
    assert rows["scenario"].to_list() == ["", ""]
    assert rows["present"].to_list() == pytest.approx([2 * 1.1**-1.5, 8 * 1.1**-2.5])


def test_money_in_a_moment_that_is_not_there_is_left_to_the_check_of_shape(case: Case) -> None:
    nowhere = SPENT.with_columns(scenario=pl.lit("peace"))
    assert charge(case, "tea", nowhere, pl.col("x")).is_empty()


def test_what_several_twins_need_is_derived_once(case: Case) -> None:
    calls = []

    def derive(asked: Case) -> pl.DataFrame:
        calls.append(asked)
        return SPENT

    assert case.once(derive) is case.once(derive)
    assert calls == [case]


def test_tables_come_without_remarks(case: Case) -> None:
    assert not {"source", "year", "confidence", "note"} & set(case.table("sites").columns)


def test_a_parameter_that_is_not_given_is_zero(
    chain: Instance, changed_chain: Callable[..., Instance]
) -> None:
    assert parameter(chain, "in_transit_rate") == 0.1
    assert parameter(changed_chain(parameters=("parameter value", [])), "discount_rate") == 0.0


def test_an_area_is_a_country_or_a_bloc(case: Case) -> None:
    assert set(case.areas().iter_rows()) == {
        ("CHN", "CHN"),
        ("JPN", "JPN"),
        ("DEU", "DEU"),
        ("FRA", "FRA"),
        ("EU", "DEU"),
        ("EU", "FRA"),
    }
