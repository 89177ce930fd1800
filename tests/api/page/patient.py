"""A solve that first tells of progress for as long as it is watched, then really solves.

It takes the place of the kind ``solve`` for tests of the page: with the seed 7 it closes in on its
value until it is asked to stop, with any other it begins at once.
"""

import time
from dataclasses import replace

from api.jobs import solving
from api.jobs.states import Termination
from api.jobs.work import Done, Tell, Work
from optimizer import Progress

WAITS = 7


def run(work: Work, tell: Tell) -> Done:
    """Tell of a gap that closes, then solve; whoever was stopped says so."""
    stopped = work.request["solve"]["seed"] == WAITS and _told(tell)
    done: Done = solving.run(work, lambda event: True)
    return replace(done, termination=Termination.STOPPED) if stopped else done


def _told(tell: Tell) -> bool:
    tell(Progress("assemble", 0.0))
    print("the solver says <b>nothing</b>", flush=True)  # noqa: T201
    for step in range(2000):
        best, bound = 2000.0 + 4000.0 / (step + 1), 2000.0 - 1000.0 / (step + 1)
        gap = (best - bound) / best
        if not tell(Progress("solve", step / 10, incumbent=best, bound=bound, gap=gap)):
            return True
        time.sleep(0.1)
    return False
