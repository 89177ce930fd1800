"""Whatever is asked of any address: no bug is hit, and answers are as the document says.

Schemathesis makes requests from the document itself: its examples, the edges of every parameter,
random ones, and chains in which one answer leads to the next request. Jobs are taken and not
carried out. One of its checks is left out: that all that fits the schema is accepted, for whether
an instance is there or a setting fits it is not a question of form.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.service.processes import Process, free_port, key_of

LIMITS = '{"queued": 1000000, "streams": 5, "wait": 1}'
EXCLUDED = "positive_data_acceptance"


def ran(phases: str, examples: int, seed: int = 1) -> tuple[int, str]:
    """The exit code of schemathesis, and what it said."""
    with tempfile.TemporaryDirectory(prefix="junkan-contract-") as scratch:
        home, limits = Path(scratch) / "home", Path(scratch) / "limits.json"
        limits.write_text(LIMITS, encoding="utf-8")
        home.mkdir()
        more = ["--home", str(home)]
        key = key_of(*more)
        port = free_port()
        api = Process(home, "api", "--port", str(port), "--limits", str(limits), *more)
        command = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
        words = [
            command or "schemathesis", "run", f"http://127.0.0.1:{port}/openapi.json",
            "--wait-for-schema", "600", "--header", f"Authorization: Bearer {key}",
            "--phases", phases, "--max-examples", str(examples), "--seed", str(seed),
            "--exclude-checks", EXCLUDED, "--request-timeout", "120", "--no-color",
        ]  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603 - ourselves
                words, capture_output=True, text=True, check=False, env=os.environ, cwd=scratch
            )
        finally:
            api.kill()
        bugs = (home / "service.log").read_text(errors="replace").count("unexpected error")
    return done.returncode or bugs, f"{done.stdout}{done.stderr}\n{bugs} bugs in the log\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.monotonic()
    code, said = ran(given.phases, given.examples, given.seed)
    print(said)
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(min(code, 1))
