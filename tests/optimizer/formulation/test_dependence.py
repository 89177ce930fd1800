"""Dependence, read as text in the chain: a limit over the horizon, and one on each of 2026."""

from optimizer.settings import BuildSettings
from tests.small.chain import chain_arrays, the_chain
from tests.small.equations import amount, equation, measure
from tests.small.instances import arrays_of


def test_dependence_limit_on_exposure() -> None:
    """Expected over branches: 0.75 and 0.25; rungs without weight do not count."""
    assert equation(chain_arrays(), "dependence_limit[exposure:CHN<=0.9]") == (
        "activity[works-cn|make,2025] + 0.75 activity[works-cn|make,2026]"
        " + 0.25 activity[works-cn|make,embargo|2026]"
        " - 0.9 served[de|cars|nmc,2025] - 0.675 served[de|cars|nmc,2026]"
        " - 0.225 served[de|cars|nmc,embargo|2026]"
        " - 0.9 served[de|cars|next,2025] - 0.675 served[de|cars|next,2026]"
        " - 0.225 served[de|cars|next,embargo|2026] <= 0"
    )


def test_dependence_limit_on_a_share() -> None:
    """(1 − 0.95) of what is watched against 0.95 of the rest; all works of the rung count."""
    assert equation(chain_arrays(), "dependence_limit[share:CHN:celling<=0.95@2026]") == (
        "0.05 activity[works-cn|make,2026] - 0.95 activity[works-jp|make,2026]"
        " - 0.95 activity[works-de|make,2026] <= 0"
    )


def test_exposed_energy() -> None:
    """As an objective: watched energy, and what is missing as if all of it were watched."""
    arrays = arrays_of(the_chain(), BuildSettings(objective="exposure"))
    assert amount(arrays, enumerate(arrays.cost.tolist()), arrays.offset) == (
        "activity[works-cn|make,2025] + 0.75 activity[works-cn|make,2026]"
        " + 0.25 activity[works-cn|make,embargo|2026]"
        " + shortfall[de|cars,2025] + 0.75 shortfall[de|cars,2026]"
        " + 0.25 shortfall[de|cars,embargo|2026]"
    )


def test_exposure() -> None:
    """Watched energy over the horizon, expected over branches."""
    assert measure(chain_arrays().ratios["exposure"].numerator, chain_arrays(), "all") == (
        "activity[works-cn|make,2025] + 0.75 activity[works-cn|make,2026]"
        " + 0.25 activity[works-cn|make,embargo|2026]"
    )


def test_energy_served() -> None:
    """At the weights of all rungs: only cell making has one."""
    assert measure(chain_arrays().ratios["exposure"].denominator, chain_arrays(), "all") == (
        "served[de|cars|nmc,2025] + 0.75 served[de|cars|nmc,2026]"
        " + 0.25 served[de|cars|nmc,embargo|2026] + served[de|cars|next,2025]"
        " + 0.75 served[de|cars|next,2026] + 0.25 served[de|cars|next,embargo|2026]"
    )


def test_watched_throughput() -> None:
    share = chain_arrays().ratios["stage_share"]
    assert measure(share.numerator, chain_arrays(), "celling") == (
        "activity[works-cn|make,2025] + 0.75 activity[works-cn|make,2026]"
        " + 0.25 activity[works-cn|make,embargo|2026]"
    )


def test_throughput() -> None:
    """Two units of throughput by activity in recovery, all works of the rung."""
    share = chain_arrays().ratios["stage_share"]
    assert measure(share.denominator, chain_arrays(), "recovering") == (
        "2 activity[recovery-jp|recover,2025] + 1.5 activity[recovery-jp|recover,2026]"
        " + 0.5 activity[recovery-jp|recover,embargo|2026]"
    )
