"""Where published cases lie, and which file turns which family into an instance.

The folder is ``../shared/cases`` beside the repository, or the one named in ``JUNKAN_CASES``. It
holds an index and a reader of its own, which is loaded from there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from tests.regression.published import echelons, farmer, lanes, location, networks, programs, tails
from tests.regression.published.draft import Case, Converted, Inexpressible

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("JUNKAN_CASES", ROOT.parent / "shared" / "cases"))
ABSENT = f"no published cases in {FOLDER.parent.name}/{FOLDER.name}; set JUNKAN_CASES to them"

Converter = Callable[[Case], Converted]

CONVERTERS: Mapping[str, Converter] = {
    "cflp": location.convert,
    "ufl": location.convert,
    "n1": location.convert,
    "tscflp": echelons.convert,
    "gnet": networks.convert,
    "farmer": farmer.convert,
    "smps": programs.convert,
    "fcnf": lanes.one_commodity,
    "mcnd": lanes.many_commodities,
    "netdes": lanes.by_scenario,
    "flcvar": tails.convert,
}

INEXPRESSIBLE: Mapping[str, str] = {
    "sscflp": "each customer is served by one site: no single sourcing yet",
    "pmed": "exactly p facilities are opened: no such count yet",
    "pmedcap": "exactly p facilities, and one site per customer: neither yet",
    "pareto": "the whole front over whole-number flows",
}


@cache
def index() -> tuple[dict[str, Any], ...]:
    """What the collection says of each case; empty where there is none."""
    path = FOLDER / "cases.json"
    if not path.is_file():
        return ()
    return tuple(json.loads(path.read_text(encoding="utf-8"))["cases"])


def converted(name: str) -> Converted:
    """A case of the collection as an instance.

    Raises:
        Inexpressible: no table says what the case asks for.
    """
    entry = next(e for e in index() if e["id"] == name)
    family = entry["family"]
    if family not in CONVERTERS:
        raise Inexpressible(INEXPRESSIBLE.get(family, f"nothing is known of the family {family}"))
    case = _reader().load(name, list(index()))
    return CONVERTERS[family](case)


@cache
def _reader() -> Any:
    """The collection's own reader, from beside the cases."""
    spec = spec_from_file_location("published_cases_reader", FOLDER / "parse.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
