"""Waiting for a database that starts later than we do, or is just starting again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
import tenacity

from optimizer import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
SECONDS = 60.0
"""How long a database may take until it answers; one that was killed reads its log first."""
LONGEST = 300
"""Letters of what it said that are repeated."""

log = logging.getLogger(__name__)


def once_up(
    step: Callable[[], T],
    url: str,
    undo: Callable[[], object] = lambda: None,
    seconds: float | None = None,
) -> T:
    """What ``step`` gives, tried again (after ``undo``) while PostgreSQL does not answer.

    ``seconds``: how long, ``SECONDS`` unless given. A file of SQLite is there or is not; nothing is
    tried twice on it.

    Raises:
        SettingsError: it did not answer in time.
    """
    if url.startswith("sqlite"):
        return step()

    def tried() -> T:
        try:
            return step()
        except sa.exc.DBAPIError:
            undo()
            raise

    most = SECONDS if seconds is None else seconds
    trying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_is_of_the_moment),
        stop=tenacity.stop_after_delay(most),
        wait=tenacity.wait_exponential(multiplier=0.1, max=2.0),
        before_sleep=tell,
        reraise=True,
    )
    try:
        return trying(tried)
    except sa.exc.DBAPIError as error:
        if not _is_of_the_moment(error):
            raise
        shown = sa.make_url(url).render_as_string(hide_password=True)
        raise SettingsError(
            f"database = {shown!r}: it has not answered for {most:g} s ({_said(error)}); start it, "
            "or name one that runs"
        ) from error


def _is_of_the_moment(error: BaseException) -> bool:
    """Whether the connection failed, or broke, rather than what was asked over it."""
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    return isinstance(error, sa.exc.OperationalError) or error.connection_invalidated


def tell(state: tenacity.RetryCallState) -> None:
    """Log now and then what is waited for."""
    if state.outcome is not None and state.attempt_number % 5 == 1:
        log.warning("the database takes nothing now: %s", _said(state.outcome.exception()))


def _said(error: BaseException | None) -> str:
    """What the database or its library said, on one line."""
    return " ".join(str(getattr(error, "orig", error)).split())[:LONGEST]
