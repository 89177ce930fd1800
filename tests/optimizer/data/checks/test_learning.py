"""Steps of learning curves."""

from typing import Any

from optimizer.data.checks import learning


def test_a_step_is_about_one_thing(bench: Any) -> None:
    bench.add("learning", step="a", rung="cells", threshold=1.0, saving=1.0)
    nothing = bench.add("learning", step="b", threshold=1.0, saving=1.0)
    both = bench.add(
        "learning", step="c", rung="cells", process="assemble", threshold=1.0, saving=1.0
    )
    assert bench.places(learning.steps) == [
        ("learning.nothing", "learning", nothing, "rung"),
        ("learning.both", "learning", both, "process"),
    ]


def test_what_learns_uses_capacity(bench: Any) -> None:
    """Else nothing limits how much could be made at the lower cost."""
    assert bench.places(learning.costs) == []
    row = bench.row("learning", step="craft")
    bench.set("operations", {"facility": "kobe-plant"}, capacity_use=0.0)
    assert bench.places(learning.costs) == [("learning.endless", "learning", row, "step")]


def test_what_is_learnt_takes_no_more_off_than_it_costs(bench: Any) -> None:
    """Assembly costs 11 million; those of the craft's step save one."""
    row = bench.row("learning", step="craft")
    bench.add("learning", step="more", rung="cells", area="JPN", threshold=1.0, saving=10000000.0)
    assert bench.places(learning.costs) == []
    bench.set("learning", {"step": "craft"}, saving=1000001.0)
    found = bench.places(learning.costs)
    assert ("learning.below_zero", "learning", row, "saving") in found
    assert {rule for rule, *_ in found} == {"learning.below_zero"}
