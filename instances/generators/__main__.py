"""``python -m instances.generators [NAME ...] [--into FOLDER]``: writes the instances."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from instances.generators import embargo, japan_eu, mini
from instances.generators.facts import REPOSITORY, Facts
from optimizer.data.package import write_package

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.data.instance import Instance

INSTANCES: dict[str, Callable[[Facts], Instance]] = {
    japan_eu.NAME: japan_eu.build,
    mini.NAME: mini.build,
    embargo.NAME: embargo.build,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Builds the named instances, all of them without a name, under ``--into``."""
    parser = argparse.ArgumentParser(prog="python -m instances.generators", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*INSTANCES, []], help="which; default all")
    parser.add_argument("--into", type=Path, default=REPOSITORY / "instances", help="parent folder")
    options = parser.parse_args(arguments)
    facts = Facts()
    for name in options.names or INSTANCES:
        write_package(INSTANCES[name](facts), options.into / name)
        print(f"wrote {options.into / name}")


if __name__ == "__main__":
    main()
