"""How a solve ended: why, how good the point is, and how far the proof is away."""

import pytest

from optimizer.solve.outcome import Outcome, PointQuality, StopReason


def _outcome(objective: float | None, bound: float | None) -> Outcome:
    return Outcome(StopReason.TIME_LIMIT, PointQuality.FEASIBLE, objective, bound, 1.0, 0)


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [
        (100.0, 99.0, 0.01),
        (-100.0, -101.0, 0.01),
        (100.0, 100.0, 0.0),
        (None, 99.0, None),
        (100.0, None, None),
    ],
)
def test_the_gap_is_relative_to_the_objective(
    objective: float | None, bound: float | None, gap: float | None
) -> None:
    assert _outcome(objective, bound).gap == (None if gap is None else pytest.approx(gap))


def test_an_objective_of_zero_has_a_gap_all_the_same() -> None:
    assert _outcome(0.0, 0.0).gap == 0.0
    assert _outcome(0.0, -1.0).gap == pytest.approx(1e9)


@pytest.mark.parametrize("kind", [StopReason, PointQuality])
def test_every_word_is_told_apart_and_written_in_small_letters(kind: type) -> None:
    values = [member.value for member in kind]  # type: ignore[attr-defined]
    assert len(set(values)) == len(values)
    assert all(value == value.lower().replace(" ", "_") for value in values)
