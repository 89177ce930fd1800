"""A job's crew as its processes see it: at the one end who asks, at the other who answers.

What is small is said; what is large lies in a folder that all workers share, under the SHA-256 of
its content, as arrays without any code (``npz`` that holds no pickle).
"""

from __future__ import annotations

import hashlib
import io
import os
import queue
import re
import threading
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from api.jobs.states import State, Termination
from api.jobs.work import Done
from optimizer import Progress, SolveSettings, Spread, assist

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from api.jobs.work import Mail, Tell, Work
    from optimizer import Parcel

NAME = re.compile("[0-9a-f]{64}")
KEPT = 2
"""Brief parcels that are kept: the newest, and the one that somebody may be reading."""


class Meeting:
    """The folder of an attempt and its crew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._brief: list[str] = []

    def leave(self, parcel: Parcel, *, brief: bool = False) -> str:
        """Write it under the digest of what is written, whole or not at all."""
        written = io.BytesIO()
        np.savez(written, **parcel)  # type: ignore[arg-type]
        content = written.getvalue()
        name = hashlib.sha256(content).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        scratch = self._folder / f"{name}.{os.getpid()}.{threading.get_ident()}"
        scratch.write_bytes(content)
        scratch.replace(self._file(name))
        if brief:
            self._brief = [each for each in self._brief if each != name] + [name]
            for old in self._brief[:-KEPT]:
                self._file(old).unlink(missing_ok=True)
            del self._brief[:-KEPT]
        return name

    def fetch(self, name: str) -> Parcel:
        """What lies under a name.

        Raises:
            OSError: it is not there, or not what its name says.
        """
        if not NAME.fullmatch(name):
            raise OSError(f"{name!r} is no digest")
        content = self._file(name).read_bytes()
        if hashlib.sha256(content).hexdigest() != name:
            raise OSError(f"{name} has another digest")
        try:
            with np.lib.npyio.NpzFile(io.BytesIO(content), allow_pickle=False) as found:
                return {key: found[key] for key in found.files}
        except (ValueError, zipfile.BadZipFile) as error:
            raise OSError(f"{name}: {error}") from error

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.npz"


class Afar(Meeting):
    """The post of who asks: jobs of the service are its members."""

    def __init__(self, folder: Path, mail: Mail, count: int) -> None:
        super().__init__(folder)
        self._mail, self._count = mail, count
        self._listener: threading.Thread | None = None

    def recruit(self, take: Callable[[int, Mapping[str, Any]], None]) -> None:
        """Have jobs made, and pass on what they say."""

        def listen() -> None:
            while "member" in (heard := self._mail.heard.get()):
                take(heard["member"], heard["said"])

        self._listener = threading.Thread(target=listen, daemon=True, name="crew")
        self._listener.start()
        self._mail.say("crew", recruit=self._count)

    def ask(self, questions: Mapping[int, Mapping[str, Any]]) -> None:
        """Have the newest questions written down."""
        self._mail.say("crew", ask={str(member): each for member, each in questions.items()})

    def dismiss(self) -> None:
        """Have all jobs of the crew end, and listen no more."""
        if self._listener is not None:
            self._mail.say("crew", dismiss=True)
            self._mail.heard.put({})
            self._listener.join()
            self._listener = None


class Aboard(Meeting):
    """The line of a member."""

    def __init__(self, folder: Path, mail: Mail) -> None:
        super().__init__(folder)
        self._mail = mail
        self._over = False

    def next(self, seconds: float) -> Mapping[str, Any] | None:
        """The newest question, if there is one; ``None`` at the end."""
        newest: dict[str, Any] = {}
        try:
            heard = self._mail.heard.get(timeout=seconds) if seconds > 0 else None
            while heard is None or heard:
                if heard is not None:
                    self._over = self._over or "asked" not in heard
                    newest = heard.get("asked", newest)
                heard = self._mail.heard.get_nowait()
        except queue.Empty:
            pass
        return None if self._over else newest

    def leave(self, parcel: Parcel, *, brief: bool = True) -> str:
        """Answers are read at once or never."""
        return super().leave(parcel, brief=brief)

    def say(self, said: Mapping[str, Any]) -> None:
        """Have it written down."""
        self._mail.say("crew", said=said)


class Crewed:
    """Hires crews for one solve."""

    def __init__(self, work: Work) -> None:
        if work.mail is None:
            raise TypeError("a crew needs a way to other jobs")
        self._meeting, self._mail = Path(work.request["meeting"]), work.mail
        self._count = int(work.request["crew"])
        self._crews: list[Spread] = []

    def __call__(self, blocks: Sequence[Any], settings: SolveSettings) -> Spread:
        """A crew for these blocks."""
        most = min(self._count, len(blocks))
        self._crews.append(Spread(blocks, settings, Afar(self._meeting, self._mail, most)))
        return self._crews[-1]

    def told(self) -> dict[str, int]:
        """How many came, and how many answers were given here and elsewhere."""
        counts = [vars(crew.tally) for crew in self._crews]
        names = counts[0] if counts else ()
        return {name: sum(count[name] for count in counts) for name in names}


def run(work: Work, tell: Tell) -> Done:
    """Help until nobody asks any more."""
    if work.mail is None:
        raise TypeError("a member needs a way to who asks")
    began = time.monotonic()
    ended = [Termination.COMPLETE]

    def wanted() -> bool:
        goes_on = tell(Progress("assist", time.monotonic() - began))
        if not goes_on:
            ended[0] = Termination.STOPPED
        return goes_on

    answers = assist(Aboard(Path(work.request["meeting"]), work.mail), wanted)
    return Done(State.SUCCEEDED, ended[0], details={"answers": answers})
