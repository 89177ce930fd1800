"""The protocol of watching: anything that takes an event and answers."""

from optimizer.solve.watch import Progress, Watch, unwatched


def test_unwatched_never_stops_anything() -> None:
    assert unwatched(Progress("solve", 1e9, incumbent=1.0, bound=1.0, gap=0.0))


def test_any_function_of_an_event_is_a_watch() -> None:
    seen: list[Progress] = []

    def watch(event: Progress) -> bool:
        seen.append(event)
        return event.incumbent is None

    told: Watch = watch
    assert told(Progress("solve", 0.5))
    assert not told(Progress("solve", 0.6, incumbent=3.0))
    assert [event.seconds for event in seen] == [0.5, 0.6]


def test_what_is_not_known_yet_is_none() -> None:
    event = Progress("build", 0.0)
    assert (event.incumbent, event.bound, event.gap, event.message) == (None,) * 4
