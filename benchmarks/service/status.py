"""How fast a job's state is told while two solves run: as a whole, and where nothing changed."""

from __future__ import annotations

import argparse
import asyncio
import time

from benchmarks.service.server import busy, milliseconds, run, served, table


async def main(seconds: float, connections: int, database: str | None) -> None:
    """Ask over several connections at once, as fast as answers come."""
    with served(workers=2, database=database) as server:
        async with busy(server), server.wire() as wire:
            page = (await wire.ask("GET", "/v1/jobs")).document
            address = page["jobs"][0]["links"]["self"]
            lines = []
            for name, headers in (("whole", {}), ("If-None-Match", {"If-None-Match": "*"})):
                lasted: list[float] = []

                async def look(
                    until: float, headers: dict[str, str] = headers, lasted: list[float] = lasted
                ) -> None:
                    async with server.wire() as mine:
                        known = dict(headers)
                        while time.monotonic() < until:
                            begun = time.monotonic()
                            answer = await mine.ask("GET", address, headers=known)
                            lasted.append(time.monotonic() - begun)
                            if headers:
                                known["If-None-Match"] = answer.headers["etag"]

                before, began = server.cpu(), time.monotonic()
                await asyncio.gather(*(look(began + seconds) for _ in range(connections)))
                spent, took = server.cpu() - before, time.monotonic() - began
                lines.append(
                    f"{name} | {len(lasted) / took:.0f} | {spent / len(lasted) * 1000:.2f} | "
                    f"{milliseconds(lasted)}"
                )
            table(
                f"Status of a running job, {connections} connections, 2 solves running",
                "answer | per second | server CPU ms each | p50 ms | p95 | p99 | most",
                lines,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--database", default=None)
    given = parser.parse_args()
    run(main(given.seconds, given.connections, given.database))
