"""Processing, read as text in the chain."""

from optimizer.formulation import processing
from tests.small.chain import chain_arrays, posted_by, the_chain
from tests.small.equations import charge, equation
from tests.small.instances import arrays_of, changed


def test_output_limit() -> None:
    """A line in its first year works by half; closing takes the step capacity away."""
    assert equation(chain_arrays(), "output_limit[works-de,2026]") == (
        "- added[line@2025] - 0.5 added[line@2026] - added[hall@2025]"
        " + activity[works-de|make,2026] <= 0"
    )
    assert equation(chain_arrays(), "output_limit[works-jp,2025]") == (
        "4 closed[works-jp@2025] + 1.25 activity[works-jp|make,2025] <= 4"
    )


def test_output_limit_where_a_site_is_struck() -> None:
    """The typhoon leaves 0.8 of what is there, in every branch."""
    assert equation(chain_arrays(), "output_limit[works-jp,embargo|2026]") == (
        "3.2 closed[works-jp@2026] + 1.25 activity[works-jp|make,embargo|2026] <= 3.2"
    )


def test_struck_limit() -> None:
    """The embargo halves the stage where it strikes, in its own branch."""
    row = "struck_limit[works-cn|make,{}]"
    assert equation(chain_arrays(), row.format("2026")) == "activity[works-cn|make,2026] <= 10"
    assert equation(chain_arrays(), row.format("embargo|2026")) == (
        "activity[works-cn|make,embargo|2026] <= 5"
    )


def test_least_output() -> None:
    text = equation(chain_arrays(), "least_output[works-cn,2025]")
    assert text == "activity[works-cn|make,2025] >= 2"


def test_least_output_is_dropped_once_closed() -> None:
    """Closing spares even the most that new builds could be asked for: 0.5 · (0.5 · 6 · 2) = 3."""
    pressed = changed(
        the_chain(),
        facilities="""
            facility     site  unit  minimum_use  closable
            works-cn     cn    GWh   0            false
            works-jp     jp    GWh   0            false
            works-de     de    GWh   0.5          true
            recovery-jp  jp    kt    0            false
        """,
    )
    assert equation(arrays_of(pressed), "least_output[works-de,2025]") == (
        "- 0.25 added[line@2025] + 3 closed[works-de@2025] + activity[works-de|make,2025] >= 0"
    )


def test_made() -> None:
    text = equation(posted_by(processing), "commodity_balance[jp|ore,2026]")
    assert text == "- 2 activity[works-jp|make,2026] + 0.25 activity[recovery-jp|recover,2026] = 0"


def test_variable_operation() -> None:
    assert charge(chain_arrays(), "variable_operation", "2025") == (
        "3 activity[works-cn|make,2025] + 4 activity[works-jp|make,2025]"
        " + 5 activity[works-de|make,2025] + activity[recovery-jp|recover,2025]"
    )


def test_fixed_operation() -> None:
    """10 · 1 + 4 · 2 + 5 · 0.5 for what is there; new builds count in full from the start."""
    assert charge(chain_arrays(), "fixed_operation", "2026") == (
        "1.5 added[line@2025] + 1.5 added[line@2026] + 1.5 added[hall@2025]"
        " - 8 closed[works-jp@2026] + 20.5"
    )
