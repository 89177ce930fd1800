"""The tables as the checks see them."""

from typing import Any

from optimizer.data.checks.view import ROW, View
from optimizer.data.findings import warning


def test_every_table_has_its_rows_numbered_and_its_defaults(bench: Any) -> None:
    modes = bench.view["modes"]
    assert modes[ROW].to_list() == [0, 1]
    assert modes["confidence"].to_list() == ["", ""]


def test_a_table_that_is_not_there_has_no_rows() -> None:
    assert View({})["lanes"].height == 0


def test_periods_are_in_order_of_time_whatever_the_rows_are(bench: Any) -> None:
    bench.tables["periods"] = bench.tables["periods"].reverse()
    periods = bench.view.periods
    assert periods["period"].to_list() == [str(year) for year in range(2025, 2031)]
    assert periods["t"].to_list() == [0, 1, 2, 3, 4, 5]
    assert (periods["end"] - periods["start"]).to_list() == periods["days"].to_list()


def test_a_period_longer_than_any_is_no_overflow(bench: Any) -> None:
    bench.set("periods", {"period": "2030"}, days=10**17)
    assert bench.view.periods["days"].max() == 36_600


def test_names_of_periods_become_places_in_time(bench: Any) -> None:
    view = bench.view
    rows = view.timed(view["contracts"], "first_period", "last_period")
    assert rows.select("first_period_t", "last_period_t").row(0) == (1, 4)


def test_findings_fill_their_words_from_the_row(bench: Any) -> None:
    rule = warning("test.rule", "{mode} costs {cost_per_tkm}", "Mend {mode}.")
    view = bench.view
    finding = list(view.say(rule, "modes", view["modes"], "cost_per_tkm"))[1]
    assert finding.message == "road costs 0.1"
    assert (finding.row, finding.value, finding.place) == (2, "0.1", "modes row 2")
