"""What the service asks of a job engine, and all that it asks.

An engine keeps tickets over every crash and sees that each is carried out. What a job is, how far
it got and what came of it is none of its business: that stands in the service's own tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Engine(Protocol):
    """A durable queue of tickets.

    A ticket that ``enqueue`` took is given to the function of ``launch`` in some process that was
    launched with one on the same database; again, where that process died, once one with the same
    name is launched. So a ticket is carried out at least once, and the function must bear a second
    time.
    """

    def launch(self, carry_out: Callable[[str], None] | None, workers: int) -> None:
        """Begin to carry out tickets, ``workers`` at once; with ``None`` only to take them.

        All processes of one database carry out as many at once as the one that came last says.
        """

    def enqueue(self, ticket: str, tenant: str, priority: int) -> None:
        """Take a ticket; it is durable on return, and taken once however often it is given.

        Among the tickets of a tenant those of smaller ``priority`` (0 to 100) come first; whose
        turn it is among tenants is drawn for every ticket.
        """

    def waiting(self, tickets: Sequence[str]) -> set[str]:
        """Those of the tickets that no process has taken up yet."""

    def forget(self, before: float) -> None:
        """Drop what is known of tickets that were taken up before then (seconds since 1970)."""

    def pause(self) -> None:
        """Take up no more tickets here; ``enqueue`` goes on, and so do those begun."""

    def close(self) -> None:
        """Carry out no more tickets; those begun must have ended before."""
