"""The ledgers: who posted what, and no cost under two names."""

import pytest

from optimizer.errors import FormulationError
from optimizer.formulation.ledger import Ledgers


def _nothing(*_: object) -> float:
    return 0.0


def test_postings_keep_their_order_and_their_author() -> None:
    book = Ledgers()
    book.enter("shipping", _nothing)
    book.enter("storage", _nothing)
    assert [posting.who for posting in book.balance] == ["shipping", "storage"]


def test_one_mechanism_may_post_a_cost_in_several_parts() -> None:
    book = Ledgers()
    book.cost("contract", "contracts", _nothing)
    book.cost("contract", "contracts", _nothing, over="periods", weight="discount")
    assert [(c.over, c.weight) for c in book.costs] == [
        ("moments", "weight"),
        ("periods", "discount"),
    ]


def test_two_mechanisms_may_not_share_the_name_of_a_cost() -> None:
    book = Ledgers()
    book.cost("fee", "contracts", _nothing)
    with pytest.raises(FormulationError, match="fee"):
        book.cost("fee", "shipping", _nothing)
