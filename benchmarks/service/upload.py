"""A large instance is uploaded and solved: how much larger the service's process gets."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.network import network, shape_of
from benchmarks.service.server import LONG, Server, run, served, status, table
from optimizer import write_document


async def highest(server: Server, until: asyncio.Event) -> float:
    """The most memory the service's process had until then, MB."""
    most = 0.0
    while not until.is_set():
        most = max(most, server.memory())
        await asyncio.sleep(0.02)
    return most


async def main(megabytes: float) -> None:
    """Make an instance of about that size, bring it, and have it solved for a moment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.json"
        size, nonzeros = 0.0, 1e5
        while size < megabytes:
            write_document(network(shape_of(nonzeros)), path)
            size, nonzeros = path.stat().st_size / 1e6, nonzeros * 1.5
        body = path.read_bytes()
    with served(workers=1) as server:
        done = asyncio.Event()
        async with server.wire() as wire:
            await wire.ask("GET", "/v1/instances")
            before = server.memory()
            watching = asyncio.create_task(highest(server, done))
            began = time.monotonic()
            taken = await wire.ask("POST", "/v1/instances", body=body)
            brought = time.monotonic() - began
            if taken.status != 201:
                raise RuntimeError(taken.body.decode()[:500])
            asked = LONG | {"instance": taken.document["instance"]}
            job = (await wire.ask("POST", "/v1/jobs", asked)).document["id"]
            solving = {"relax", "dive", "solve", "bound"}
            while (now := await status(wire, job))["phase"] not in solving and not now["ended_at"]:
                await asyncio.sleep(0.2)
            begun = time.monotonic() - began - brought
            await wire.ask("POST", f"/v1/jobs/{job}/cancel")
            done.set()
        most = await watching
        table(
            "A large instance",
            "MB | seconds to bring and check | seconds until it is being solved | state | "
            "service MB before | at most | after | grew, in sizes of the instance",
            [
                f"{size:.0f} | {brought:.1f} | {begun:.1f} | {now['state']} | {before:.0f} | "
                f"{most:.0f} | {server.memory():.0f} | {(most - before) / size:.1f}"
            ],
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=20.0)
    run(main(parser.parse_args().megabytes))
