"""How a solve is watched."""

import json
import os
import signal
from dataclasses import dataclass
from itertools import pairwise

import pytest

from optimizer.cli.progress import EVERY, SELDOM, Plain, described, watching


@dataclass(frozen=True)
class Event:
    phase: str = "solve"
    seconds: float = 1.0
    incumbent: float | None = None
    bound: float | None = None
    gap: float | None = None
    message: str | None = None


def test_a_line_states_time_phase_incumbent_bound_and_gap() -> None:
    line = described(Event("solve", 12.34, 1234.5, 1200.0, 0.0279))
    assert line.split() == [
        "12.3",
        "s",
        "solve",
        "incumbent",
        "1234.5",
        "bound",
        "1200",
        "gap",
        "2.79%",
    ]


def test_what_is_not_known_is_left_out() -> None:
    assert described(Event("check", 0.5)).split() == ["0.5", "s", "check"]


def test_plain_lines_come_with_news_or_after_a_while(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    show = Plain(clock=lambda: now[0])
    for at, event in [
        (0.0, Event("build")),
        (0.1, Event("build")),
        (0.2, Event("solve", incumbent=10.0, bound=5.0)),
        (0.3, Event("solve", incumbent=10.0, bound=6.0)),
        (0.2 + EVERY, Event("solve", incumbent=10.0, bound=7.0)),
    ]:
        now[0] = at
        show(event)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[-1] for line in lines] == ["build", "5", "7"]


def test_plain_lines_become_rare_while_nothing_moves(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    show = Plain(clock=lambda: now[0])
    moved = 400.0
    for second in range(500):
        now[0] = float(second)
        bound = None if second < moved else float(second)
        show(Event("solve", seconds=now[0], bound=bound))
    told = [float(line.split()[0]) for line in capsys.readouterr().err.splitlines()]
    gaps = [after - before for before, after in pairwise(told)]
    assert gaps[:5] == [EVERY, 2 * EVERY, 4 * EVERY, 8 * EVERY, SELDOM]
    assert max(gaps) == SELDOM
    assert gaps[-10:] == [EVERY] * 10


def test_json_lines_can_be_read_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    with watching("json") as watch:
        assert watch(Event("build"))
        assert watch(Event("solve", 2.0, 10.0, 9.0, 0.1))
    captured = capsys.readouterr()
    events = [json.loads(line) for line in captured.err.splitlines()]
    assert events[1] == {
        "phase": "solve",
        "seconds": 2.0,
        "incumbent": 10.0,
        "bound": 9.0,
        "gap": 0.1,
    }
    assert captured.out == ""


@pytest.mark.parametrize("style", ["plain", "rich", "none", "auto"])
def test_an_interrupt_asks_to_stop_and_a_second_one_leaves(style) -> None:
    before = signal.getsignal(signal.SIGINT)
    with watching(style) as watch:
        assert watch(Event())
        os.kill(os.getpid(), signal.SIGINT)
        assert not watch(Event())
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
