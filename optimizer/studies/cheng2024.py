"""The vulnerability indices of Cheng et al. (2024), by our attribution, beside the published ones.

Nature Communications 15, 2143. The network of each mineral in 2020 is in ``published/cheng2024``. A
cathode contains minerals that passed through a country as soon as one of its minerals did; so the
index of a cathode is, in each case, that of its most dependent mineral.
"""

from __future__ import annotations

from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.errors import SettingsError
from optimizer.results.attribution import Network, Weaver, greatest, least, mixed
from optimizer.studies.study import Shown, Study, StudyTable

if TYPE_CHECKING:
    from optimizer.data.problem import Floats

CATHODES = {"LFP": ("Li",), "NCM": ("Li", "Ni", "Co", "Mn")}
"""Minerals of the paper's two cathodes; it treats the phosphorus of LFP in its supplement."""

NAMES = {"LFP": "LFP", "NCM": "NMC"}
CHINA = "China"
UNKNOWN = frozenset(
    {
        "Missing Refined Material Trade",
        "Unknown Raw Material Source",
        "Unaccounted for Additional Refining Production",
        "Trade from countries with no refining",
        "Trade from countries with no mining",
    }
)
"""Sources of which the authors do not know the place: what their balances lack."""

CASES = ("least", "proportional", "greatest", "greatest_unknown")


def cheng2024(watched: frozenset[str] = frozenset({CHINA})) -> Study:
    """Share of cathodes with minerals that passed through the ``watched`` countries, in 2020.

    Countries are named as in the flows. The published figures stand beside ours for China alone.

    Raises:
        SettingsError: no country of the flows is called so.
    """
    flows = _table("flows")
    _require(flows, watched)
    pairs = [(cathode, mineral) for cathode, all_of in CATHODES.items() for mineral in all_of]
    minerals = pl.DataFrame(
        [
            {
                "cathode": NAMES[cathode],
                "mineral": mineral,
                **_shares(flows, cathode, mineral, watched),
            }
            for cathode, mineral in pairs
        ]
    )
    of = [pl.col(case).max() for case in CASES]
    cathodes = minerals.group_by("cathode", maintain_order=True).agg(of)
    published = watched == {CHINA}
    if published:
        cathodes = cathodes.join(_published(), on="cathode", maintain_order="left")
    who = " and ".join(sorted(watched))
    return Study(
        kind="reproduce",
        title=f"Cathodes of 2020 with minerals that passed through {who}",
        sentences=tuple(_sentence(row, who) for row in cathodes.iter_rows(named=True)),
        tables={
            "cathodes": StudyTable(
                "By cathode", cathodes, _columns("cathode", published=published)
            ),
            "minerals": StudyTable("By mineral", minerals, _columns("cathode", "mineral")),
        },
        record={
            "study": "cheng2024",
            "watched": sorted(watched),
            "doi": "10.1038/s41467-024-46418-1",
        },
    )


def network_of(
    flows: pl.DataFrame, element: str, cathode: str, watched: frozenset[str]
) -> tuple[Network, Floats]:
    """The network of an element, and the weight of each link: 1 where the cathode is made.

    ``flows``: ``element``, ``origin``, ``origin_stage``, ``destination``, ``destination_stage``,
    ``value`` (t). A flow is a link between two places, a place is a country at a stage.
    """
    rows = flows.filter(pl.col("element") == element)
    weaver, targets = Weaver(), []
    entered: set[tuple[str, str]] = set()
    leaving: dict[tuple[str, str], float] = {}
    for origin, at, destination, to, value in rows.select(
        "origin", "origin_stage", "destination", "destination_stage", "value"
    ).iter_rows():
        unknown = origin in UNKNOWN
        weaver.link(
            value,
            [] if unknown else [((origin, at), 1.0)],
            [((destination, to), 1.0)],
            watched=bool({origin, destination} & watched),
            unknown=unknown,
        )
        targets.append(float(destination == cathode))
        entered.add((destination, to))
        if not unknown:
            leaving[origin, at] = leaving.get((origin, at), 0.0) + value
    for place, value in leaving.items():
        if place not in entered:
            weaver.link(value, gives=[(place, 1.0)], watched=place[0] in watched)
            targets.append(0.0)
    return weaver.network(), np.array(targets)


def _shares(
    flows: pl.DataFrame, cathode: str, element: str, watched: frozenset[str]
) -> dict[str, float]:
    network, targets = network_of(flows, element, cathode, watched)
    found = (
        least(network, targets),
        mixed(network, targets),
        greatest(network, targets),
        greatest(network, targets, unknown=True),
    )
    return dict(zip(CASES, found, strict=True))


def _require(flows: pl.DataFrame, watched: frozenset[str]) -> None:
    known = {
        *flows["origin"],
        *flows.filter(pl.col("destination_stage") != "sink or balance item")["destination"],
    } - UNKNOWN
    if unknown := sorted(watched - known):
        raise SettingsError(
            f"no country of these flows is called {', '.join(unknown)}; there are "
            + "; ".join(sorted(known))
        )


def _published() -> pl.DataFrame:
    """``cathode``, ``published_<case>`` of each case, and all in one as text, ``published``."""
    table = _table("published").with_columns(pl.col("cathode").replace(NAMES))
    wide = table.select("cathode", "case", "share").pivot("case", index="cathode", values="share")
    wide = wide.rename({case: f"published_{case}" for case in wide.columns if case != "cathode"})
    said = [_interval(row, "published_") for row in wide.iter_rows(named=True)]
    return wide.with_columns(published=pl.Series(said, dtype=pl.String))


def _table(name: str) -> pl.DataFrame:
    text = (files("optimizer.studies") / "published" / "cheng2024" / f"{name}.csv").read_text(
        "utf-8"
    )
    return pl.read_csv(StringIO(text))


def _sentence(row: dict[str, float | str], who: str) -> str:
    ours = _interval(row, "")
    text = f"{ours} of {row['cathode']} cathodes contain minerals that passed through {who}"
    return f"{text}; published: {row['published']}." if "published" in row else f"{text}."


def _interval(row: dict[str, float | str], prefix: str) -> str:
    low, middle, high = (
        round(100.0 * float(row[f"{prefix}{case}"]))
        for case in ("least", "proportional", "greatest")
    )
    return f"{middle} % [{low}–{high}]"


def _columns(*names: str, published: bool = False) -> dict[str, Shown]:
    return {
        **{name: Shown(name, "text") for name in names},
        **{case: Shown(case, "percent") for case in ("proportional", "least", "greatest")},
        "greatest_unknown": Shown("with unknown", "percent"),
        **({"published": Shown("published", "text")} if published else {}),
    }
