"""What every engine must keep, on SQLite and on PostgreSQL."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from api.jobs.dbos_engine import DbosEngine
from api.jobs.port import Engine

LONG = 60.0
"""Seconds after which a test is broken rather than slow."""

DIES_AT_WORK = """
import sys, time
from api.jobs.dbos_engine import DbosEngine

def carry_out(ticket):
    print(ticket, flush=True)
    time.sleep(600)

engine = DbosEngine(sys.argv[1], "w1")
engine.launch(carry_out, 1)
for ticket in ("begun.0", "waiting.0"):
    engine.enqueue(ticket, "t", 0)
time.sleep(600)
"""


class Desk:
    """Carries out tickets by remembering them, once the gate is open."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.gate = threading.Event()
        self._changed = threading.Condition()

    def __call__(self, ticket: str) -> None:
        with self._changed:
            self.done.append(ticket)
            self._changed.notify_all()
        assert self.gate.wait(LONG)

    def wait_for(self, count: int) -> list[str]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.done) >= count, LONG), self.done
        return self.done


@pytest.fixture
def desk() -> Desk:
    return Desk()


@contextmanager
def launched(url: str, carry_out: Callable[[str], None], workers: int = 1) -> Iterator[Engine]:
    engine: Engine = DbosEngine(url, "w1")
    engine.launch(carry_out, workers)
    try:
        yield engine
    finally:
        engine.close()


def test_a_ticket_is_taken_once_and_the_urgent_first_and_tenants_in_turn(
    url: str, desk: Desk
) -> None:
    with launched(url, desk) as engine:
        engine.enqueue("first.0", "a", 0)
        desk.wait_for(1)  # it blocks the only worker while the others queue up
        ordinary = [f"a{at:02}.0" for at in range(1, 16)]
        for ticket in ordinary:
            engine.enqueue(ticket, "a", 50)
        for ticket, tenant, priority in [
            ("a00.0", "a", 10), ("b.0", "b", 50), ("a01.0", "a", 50), ("first.0", "a", 0),
        ]:  # fmt: skip
            engine.enqueue(ticket, tenant, priority)
        desk.gate.set()
        done = desk.wait_for(18)
        assert sorted(done) == ["a00.0", *ordinary, "b.0", "first.0"]
        of_a = [ticket for ticket in done if ticket.startswith("a")]
        assert of_a == ["a00.0", *ordinary]
        # Whose turn it is is drawn anew each time: one in sixty thousand runs fails by chance.
        assert done[-1] != "b.0", "a tenant with one ticket does not wait for all of another's"


def test_what_a_killed_process_had_begun_and_had_waiting_is_carried_out_side_by_side(
    url: str, desk: Desk
) -> None:
    killed = subprocess.Popen(
        [sys.executable, "-c", DIES_AT_WORK, url], stdout=subprocess.PIPE, text=True
    )
    assert killed.stdout is not None
    with killed:
        assert killed.stdout.readline() == "begun.0\n"
        killed.send_signal(signal.SIGKILL)
    with launched(url, desk, workers=2):
        assert sorted(desk.wait_for(2)) == ["begun.0", "waiting.0"]
        desk.gate.set()


CARRIES_OUT = """
import sys, threading
from api.jobs.dbos_engine import DbosEngine

engine = DbosEngine(sys.argv[1], sys.argv[2])
engine.launch(lambda ticket: print(ticket, flush=True), 1)
print("launched", flush=True)
sys.stdin.readline()
engine.pause()
print("paused", flush=True)
sys.stdin.readline()
engine.close()
"""


@contextmanager
def another(url: str, name: str) -> Iterator[subprocess.Popen[str]]:
    """A process that prints the tickets it carries out, until it is told to pause, and to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", CARRIES_OUT, url, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "launched\n"
        yield process


def test_who_only_takes_tickets_leaves_them_to_others_and_a_pause_takes_none_up(url: str) -> None:
    engine: Engine = DbosEngine(url, "taker")
    engine.launch(None, 1)
    try:
        engine.enqueue("one.0", "t", 0)
        assert engine.waiting(["one.0", "never.0"]) == {"one.0"}
        with another(url, "w1") as worker:
            assert worker.stdin is not None
            assert worker.stdout is not None
            assert worker.stdout.readline() == "one.0\n"
            assert engine.waiting(["one.0"]) == set()
            worker.stdin.write("\n")
            worker.stdin.flush()
            assert worker.stdout.readline() == "paused\n"
            engine.enqueue("two.0", "t", 0)
            time.sleep(0.5)  # five times as long as it takes to take a ticket up
            assert engine.waiting(["two.0"]) == {"two.0"}
            worker.stdin.write("\n")
            worker.stdin.flush()
            assert worker.stdout.read() == ""
    finally:
        engine.close()


def test_what_is_over_is_forgotten_and_what_waits_is_not(url: str, desk: Desk) -> None:
    desk.gate.set()
    with launched(url, desk) as engine:
        engine.enqueue("one.0", "t", 0)
        desk.wait_for(1)
    engine = DbosEngine(url, "taker")
    engine.launch(None, 1)
    engine.enqueue("two.0", "t", 0)
    engine.forget(time.time() + 10)
    engine.enqueue("one.0", "t", 0)
    assert engine.waiting(["one.0", "two.0"]) == {"one.0", "two.0"}
    engine.close()
