"""Growth: by hand on one site that may sell what is new, and as text in the chain.

Germany wants 100 GWh a year; old cells cost 10 each, new ones 4. New cells: 10 a year are possible
at first, and twice those of the year before come on top: 10, 30, 70.
"""

from typing import Any

import pytest

from optimizer.data.instance import Instance
from optimizer.run import Run
from tests.small.chain import chain_arrays
from tests.small.equations import equation
from tests.small.instances import SCENE, THREE_YEARS, an_instance, changed, solved

MARKET = {
    "parameters": "parameter value\ndiscount_rate 0",
    "periods": THREE_YEARS,
    "commodities": SCENE["commodities"].rstrip() + "\n        fresh     GWh   1000   100   false",
    "segments": "segment unit shortfall_penalty\ncars GWh 50",
    "chemistries": "chemistry commodity energy_per_unit\nold cell 1\nnew fresh 1",
    "shares": "segment chemistry period minimum maximum\ncars old 2025 0 1\ncars new 2025 0 1",
    "demands": "market segment period energy\nde cars 2025 100\nde cars 2026 100\nde cars 2027 100",
    "supplies": "supply site commodity\nolds de cell\nnews de fresh",
    "supply_terms": "supply period price quantity\nolds 2025 10 -\nnews 2025 4 -",
}


def _market(*limits: str, **tables: Any) -> Instance:
    head = "limit chemistry rung area start factor first_period last_period"
    return an_instance(**MARKET | tables, growth_limits="\n".join([head, *limits]))


def _passed(instance: Instance) -> Run:
    run = solved(instance)
    assert run.plan is not None
    assert run.audit is not None
    assert run.audit.passed, [str(check) for check in run.audit.failures]
    return run


def _of_new(run: Run, scenario: str = "") -> dict[str, float]:
    """New energy served, by period."""
    assert run.plan is not None
    rows = run.plan.tables["served"].filter(chemistry="new", scenario=scenario)
    return dict(zip(rows["period"], rows["energy"], strict=True))


@pytest.mark.solver
@pytest.mark.parametrize(
    ("limits", "new"),
    [
        ([], (100, 100, 100)),
        (["slow new - - 10 2 - -"], (10, 30, 70)),
        (["slow new - EU 10 2 - -"], (10, 30, 70)),
        (["slow new - JPN 10 2 - -"], (100, 100, 100)),
        # The first year is free, and then 0.3 of it and 10 more; then 0.3 of 40 and 10.
        (["slow new - - 10 0.3 2026 -"], (100, 40, 22)),
        (["slow new - - 10 0.3 2026 2026"], (100, 40, 100)),
        (["slow new - - 10 0 - -"], (10, 10, 10)),
        # The strictest counts.
        (["slow new - - 10 2 - -", "slower new - - 5 3 - -"], (5, 20, 50)),
    ],
)
def test_what_is_new_grows_from_year_to_year(limits: list[str], new: tuple[float, ...]) -> None:
    run = _passed(_market(*limits))
    assert run.plan is not None
    rows = run.plan.tables["served"]
    of_new = {
        r["period"]: r["energy"] for r in rows.iter_rows(named=True) if r["chemistry"] == "new"
    }
    assert [of_new.get(t, 0.0) for t in ("2025", "2026", "2027")] == pytest.approx(new)
    assert run.outcome.objective == pytest.approx(3000 - 6 * sum(new))


@pytest.mark.solver
def test_growth_is_by_the_year_however_long_a_period_is() -> None:
    """A half year and a year: 5; then 10 and 4^0.75 times what 5 are in a year."""
    periods = "period start days\nh 2025-01-01 181\ny 2025-07-01 365"
    tables = {
        "periods": periods,
        "shares": "segment chemistry period minimum maximum\ncars old h 0 1\ncars new h 0 1",
        "demands": "market segment period energy\nde cars h 100\nde cars y 100",
        "supply_terms": "supply period price quantity\nolds h 10 -\nnews h 4 -",
    }
    run = _passed(_market("slow new - - 10 4 - -", **tables))
    assert run.plan is not None
    rows = run.plan.tables["served"]
    of_new = {
        r["period"]: r["energy"] for r in rows.iter_rows(named=True) if r["chemistry"] == "new"
    }
    half = 181 / 365
    first = 10 * half
    assert of_new["h"] == pytest.approx(first)
    assert of_new["y"] == pytest.approx(10 + 4 ** ((half + 1) / 2) * first / half)


@pytest.mark.solver
def test_in_a_branch_growth_is_from_what_was_before_it() -> None:
    """In 2026 a branch in which none is sold: 2027 begins with the start again."""
    none = "disruption scenario kind target country first_period last_period remaining\n"
    instance = changed(
        _market("slow new - - 10 2 - -"),
        scenarios="scenario parent from_period probability\nstop - 2026 0.5",
        supply_terms="supply period price quantity\nolds 2025 10 -\nnews 2025 4 1000",
        disruptions=none + "halt stop site de - 2026 2026 0",
    )
    run = _passed(instance)
    assert _of_new(run)["2027"] == pytest.approx(70.0)
    assert _of_new(run, "stop")["2027"] == pytest.approx(10.0)


def test_growth_limit() -> None:
    """Of the chemistry from 2026 on; of the plants in Germany always."""
    text = equation(chain_arrays(), "growth_limit[new|2026]")
    assert text == "- 1.5 served[de|cars|next,2025] + served[de|cars|next,2026] <= 4"
    text = equation(chain_arrays(), "growth_limit[new|embargo|2026]")
    assert text == "- 1.5 served[de|cars|next,2025] + served[de|cars|next,embargo|2026] <= 4"
    text = equation(chain_arrays(), "growth_limit[lines|2025]")
    assert text == "activity[works-de|make,2025] <= 12"
    text = equation(chain_arrays(), "growth_limit[lines|2026]")
    assert text == "- 2 activity[works-de|make,2025] + activity[works-de|make,2026] <= 12"
