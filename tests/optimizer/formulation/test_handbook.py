"""The handbook is written from the code, and what lies in the repository is what is written."""

from pathlib import Path

from optimizer.formulation import MECHANISMS
from optimizer.formulation.handbook import PAGE, chapters, handbook


def test_the_page_in_the_repository_is_fresh(root: Path) -> None:
    written = (root / PAGE).read_text(encoding="utf-8")
    assert written == handbook(), "run: python -m optimizer.formulation.handbook"


def test_chapters_stand_in_reading_order_before_what_closes_and_strengthens() -> None:
    names = [chapter.module.__name__.rpartition(".")[2] for chapter in chapters()]
    assert names[: len(MECHANISMS)] == [m.__name__.rpartition(".")[2] for m in MECHANISMS]
    assert names[len(MECHANISMS) :] == ["balance", "objective", "risk", "strengthening"]


def test_every_rule_is_told_with_its_role() -> None:
    roles = {r.function.__name__: r.role for c in chapters() for r in c.rules}
    assert roles["lane_limit"] == "limit"
    assert roles["flow_bounds"] == "bounds of `flow`"
    assert roles["moved"] == "posted to the balance"
    assert roles["transport"] == "cost `transport`, over moments, weighed by `weight`"
    assert roles["capex"] == "cost `capex`, over periods, weighed by `discount`"
    assert roles["exposed_energy"] == "the objective `exposure`, over moments, weighed by `chance`"


def test_decisions_and_what_is_given_are_listed() -> None:
    page = handbook()
    assert "| `flow` | shipments × moments | amount, not negative | amount sent on a lane |" in page
    assert "| `leaving` | accounts | shipments | shipments that leave |" in page
    assert "| `lane_room` | limited_lanes × moments | t | most that the lane carries |" in page


def test_every_formula_is_closed() -> None:
    page = handbook()
    assert page.count("```math") * 2 == page.count("```")
