"""What processes say is passed on once, in order, and nobody is asked who is not there."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from api.jobs import exchange
from api.jobs.attempts import Attempt
from api.jobs.exchange import Alone, Helped, Helping, Relay, exchange_of


class Crews:
    """Remembers what it is told, and shows what it is given."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.rows: list[Any] = []
        self.question: Any = SimpleNamespace(asked=3, question='{"old": 1}')

    def recruit(self, attempt: Attempt, count: int) -> int:
        self.told.append(("recruit", count))
        return count

    def ask(self, attempt: Attempt, questions: Any) -> None:
        self.told.append(("ask", dict(questions)))

    def say(self, attempt: Attempt, answer: str) -> None:
        self.told.append(("say", answer))

    def dismiss(self, attempt: Attempt) -> None:
        self.told.append("dismiss")

    def seen(self, attempt: Attempt) -> list[Any]:
        return self.rows

    def wanted(self, attempt: Attempt) -> Any:
        return self.question


class Child:
    def __init__(self) -> None:
        self.heard: list[Any] = []

    def tell(self, news: Any) -> None:
        self.heard.append(news)


def attempt(kind: str = "solve", **request: Any) -> Attempt:
    return Attempt("j", 2, "t", kind, "toy-loop", request)


def row(place: int, said: int, answer: str | None = None, state: str = "running") -> Any:
    return SimpleNamespace(id=f"m{place}", place=place, state=state, said=said, answer=answer)


def test_a_job_hears_its_crew(tmp_path: Path) -> None:
    crews, woken = Crews(), []
    meeting = tmp_path / "2.crew"
    for name in ("1.crew", "2.crew", "2"):
        (tmp_path / name).mkdir()
    way: Any = Helped(crews, attempt(crew=2), meeting, lambda: woken.append(1))  # type: ignore[arg-type]
    assert (way.news(), way.awaits) == ([], False)
    way.take({"kind": "crew", "recruit": 1000})
    assert (crews.told, woken, way.awaits) == ([("recruit", 2)], [1], True)
    crews.rows = [row(0, 1, '{"joined": true}'), row(1, 0, state="queued")]
    assert way.news() == [{"member": 0, "said": {"joined": True}}]
    assert way.news() == []
    way.take({"kind": "crew", "ask": {"0": {"number": 1}, "7": {"number": 1}}})
    assert crews.told[-1] == ("ask", {"m0": '{"number": 1}'})
    crews.rows = [row(0, 2, '{"number": 1}', state="failed"), row(1, 0, state="failed")]
    assert [each["said"] for each in way.news()] == [{"number": 1}, {"left": True}]
    assert way.news() == []
    way.take({"kind": "crew", "dismiss": True})
    assert (crews.told[-1], way.awaits) == ("dismiss", False)
    way.close()
    assert [path.name for path in tmp_path.iterdir()] == ["2"]


def test_a_member_hears_what_is_new_since_it_came() -> None:
    crews = Crews()
    way = Helping(crews, attempt("crew"))  # type: ignore[arg-type]
    assert way.news() == []
    crews.question = SimpleNamespace(asked=4, question='{"number": 9}')
    assert way.news() == [{"asked": {"number": 9}}]
    assert way.news() == []
    way.take({"kind": "crew", "said": {"joined": True}})
    assert crews.told == [("say", '{"joined": true}')]
    crews.question = None
    assert way.news() is None


def test_a_relay_looks_now_and_then_and_says_the_end_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(exchange, "time", SimpleNamespace(monotonic=lambda: clock.now))
    crews, child = Crews(), Child()
    way = Helping(crews, attempt("crew"))  # type: ignore[arg-type]
    relay = Relay(way, child, lambda work: work())  # type: ignore[arg-type]
    relay.take({"kind": "progress", "said": {}})
    assert crews.told == []
    crews.question = SimpleNamespace(asked=4, question='{"number": 9}')
    relay.look()
    assert (child.heard, relay.pace) == ([], pytest.approx(exchange.PACE))
    clock.now += 0.05
    relay.look()
    assert child.heard == [{"asked": {"number": 9}}]
    clock.now += 10.0
    relay.look()
    assert relay.pace == pytest.approx(exchange.SLOWLY)
    crews.question = None
    clock.now += 1.0
    relay.look()
    clock.now += 1.0
    relay.look()
    assert (child.heard[1:], relay.is_over) == ([{"over": True}], False)
    clock.now += exchange.GRACE
    assert relay.is_over


def test_most_attempts_have_nobody(tmp_path: Path) -> None:
    crews: Any = Crews()
    assert isinstance(exchange_of(attempt(crew=0), crews, tmp_path, int), Alone)
    assert isinstance(exchange_of(attempt(crew=1), None, tmp_path, int), Alone)
    assert isinstance(exchange_of(attempt(crew=1), crews, tmp_path, int), Helped)
    assert isinstance(exchange_of(attempt("crew"), crews, tmp_path, int), Helping)
    assert Alone().news() == []
