"""Survival, read as text in the chain: after the embargo a fifth of the demand is served."""

import pytest

from optimizer.settings import BuildSettings
from optimizer.solve import whole
from optimizer.solve.arrays import Arrays
from tests.small.chain import LIMITED, chain_arrays, the_chain
from tests.small.equations import amount, bounds, equation, measure
from tests.small.instances import EXACT, arrays_of, changed


def test_least_share_bounds() -> None:
    assert bounds(chain_arrays(), "least_share[all]") == "0 <= least_share[all] <= 1"


def test_guaranteed_service() -> None:
    """9 GWh are wanted in 2026; four fifths of them may be missing."""
    assert equation(chain_arrays(), "guaranteed_service[steady]") == (
        "shortfall[de|cars,embargo|2026] <= 7.2"
    )


def test_least_share_served() -> None:
    assert equation(chain_arrays(), "least_share_served[steady]") == (
        "shortfall[de|cars,embargo|2026] + 9 least_share[all] <= 9"
    )


def test_unsurvived() -> None:
    arrays = chain_arrays().aimed("unsurvived")
    assert (
        amount(arrays, enumerate(arrays.cost.tolist()), arrays.offset) == "- least_share[all] + 1"
    )


def test_everything() -> None:
    assert measure(chain_arrays().ratios["survival"].denominator, chain_arrays(), "all") == "1"


def test_without_guarantees_nothing_is_decided() -> None:
    arrays = arrays_of(changed(the_chain(), guarantees=the_chain().table("guarantees").clear()))
    assert arrays.decisions["least_share"].size == 0
    assert len(arrays.ratios["survival"].over) == 0


def test_the_aim_finds_the_largest_share_and_the_measure_says_so() -> None:
    """All of the demand can be served after the embargo, and the measure of that plan is 0."""
    outcome = whole.solve(_share_first(chain_arrays()), BuildSettings(), EXACT)
    assert outcome.objective == pytest.approx(0.0, abs=1e-9)
    assert outcome.values is not None
    assert chain_arrays().ratios["survival"].at(outcome.values) == pytest.approx([0.0], abs=1e-9)


def test_a_limit_on_the_measure_is_a_guarantee() -> None:
    """Within 0.4 of being unsurvived: three fifths are served after the embargo."""
    arrays = arrays_of(the_chain(), LIMITED).within("survival", 0.4)
    outcome = whole.solve(arrays, LIMITED, EXACT)
    assert outcome.values is not None
    missing = arrays.decisions["shortfall"]
    at = missing.start + missing.over[1].position["embargo|2026"]
    assert outcome.values[at] <= 0.4 * 9 + 1e-6


def _share_first(arrays: Arrays) -> Arrays:
    from dataclasses import replace

    return replace(arrays, aims={**arrays.aims, "cost": arrays.aims["unsurvived"]})
