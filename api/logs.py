"""Logs: one line of JSON, or of text, for everything that happened; never a secret.

Each line says in which request, for which tenant and with which key (its public part) it happened.
"""

from __future__ import annotations

import logging
import logging.config
import re
from typing import Any, Literal

from api.actor import ACTOR

Form = Literal["json", "text", "quiet"]
"""``json``: a line of JSON for each; ``text``: for people; ``quiet``: warnings only, as text."""

SECRET = re.compile(r"(jk_[0-9a-f]{12})_[A-Za-z0-9_-]{43}|(?<=://)([^:/@\s]+):[^@/\s]+(?=@)")
"""A whole key, or a password in a database's URL."""


class Knows(logging.Filter):
    """Adds who acts, and takes out what looks like a secret, should one ever get there."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Complete the record; all pass."""
        actor = ACTOR.get()
        for name, value in vars(actor).items():
            if value is not None:
                setattr(record, name, value)
        record.msg, record.args = without_secrets(record.getMessage()), None
        return True


class Hidden(logging.Formatter):
    """Text without secrets, those in tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the fields of the record that we added."""
        line = super().format(record)
        more = " ".join(
            f"{name}={value}"
            for name, value in vars(record).items()
            if name not in KNOWN and value is not None
        )
        return without_secrets(f"{line}  {more}".rstrip())


KNOWN = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", "color_message"}


def without_secrets(text: str) -> str:
    """``text`` with keys and passwords cut down to what is public of them."""
    return SECRET.sub(lambda found: f"{found[1] or found[2]}:***", text)


def configure(form: Form) -> None:
    """Have all loggers of this process write so, to standard error."""
    from pythonjsonlogger.json import JsonFormatter

    class Json(JsonFormatter):
        def format(self, record: logging.LogRecord) -> str:
            return without_secrets(super().format(record))

    lines: Any = (
        Json(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="at",
        )
        if form == "json"
        else Hidden("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    handler = logging.StreamHandler()
    handler.addFilter(Knows())
    handler.setFormatter(lines)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("api").setLevel(logging.WARNING if form == "quiet" else logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = name != "uvicorn.access"
