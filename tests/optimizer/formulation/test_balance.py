"""The balance: everything that was posted to an account, in one row."""

import pyomo.environ as pyo

from optimizer.formulation import balance
from optimizer.formulation.ledger import Ledgers
from optimizer.formulation.notation import model_of
from tests.small.chain import chain_arrays, the_chain
from tests.small.equations import equation
from tests.small.instances import a_problem


def test_all_postings_of_an_account_stand_in_one_row() -> None:
    """Made, shipped in after a period, kept from before; less kept and delivered."""
    assert equation(chain_arrays(), "commodity_balance[de|cell,2026]") == (
        "activity[works-de|make,2026] + flow[sea|cell,2026] + flow[slow|cell,2025]"
        " + flow[polar|cell,2026] + 0.9 stock[de|cell,2025] - stock[de|cell,2026]"
        " - served[de|cars|nmc,2026] - 0.5 served[de|cars|next,2026] = 0"
    )


def test_what_is_given_goes_to_the_other_side() -> None:
    text = equation(chain_arrays(), "commodity_balance[de|cell,2025]")
    assert text.endswith(" = -1.9")


def test_there_is_a_row_for_every_account_and_moment() -> None:
    family = chain_arrays().constraints["commodity_balance"]
    assert [s.name for s in family.over] == ["accounts", "moments"]
    sites = {site for site, *_ in (a.split("|") for a in family.over[0].labels)}
    assert sites == set(the_chain().table("sites")["site"])


def test_an_empty_ledger_closes() -> None:
    m = model_of(a_problem())
    balance.close(m, Ledgers())
    assert isinstance(m.commodity_balance, pyo.Constraint)
