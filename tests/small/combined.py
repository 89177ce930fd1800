"""Law, people, a cap and a promise at once, solved by hand on the toy of the outage.

Kobe wants 10 MWh in each of three years; Ningbo sells at 110 with carriage, and what it takes to be
ready for the loss of China stands in the README of ``toy-outage``. Levers add to it:

| lever | what | alone |
|---|---|---|
| `home` | law: room for 1 t a year of packs in Japan, from 2026 on | a line of 1 t: 30 + 10 = 40 |
| `people` | a tonne of line needs one, nobody is there, training costs 2 | 0: no line |
| `cap` | from 2026 on, at most 0.9 t of packs bought in China for a MWh | 15 |
| `grants` | a quarter of what plants in Japan cost | 0: no line |
| `small` | law: room for at most 0.5 t a year in Japan | 0: no line |
| `steady` | law: 0.5 t a year are made in Japan | line 35, and 0.5 · 40 in two years: 75 |

With `cap` a stock of 2 t waits for 2026, and of it 1 t for 2027: 10 + 5. To serve 80 % after the
loss of China takes a stock of 3 t, 15, and a line of 1 t, 40. With `home`, `people` and `cap` as
well the line is there anyway, 40, its worker is trained, 2, the stock is there, 15, and 1 t of it
waits for 2027, 5: 62. A quarter of the line, 10, is paid with `grants`. With `small` nobody can
promise 100 %: Busan's 4 t, 5 t of stock and 0.5 t are 9.5.
"""

from functools import cache
from typing import Any

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.tree import extended

CHEAPEST = 3300.0
ALONE = {"home": 40.0, "people": 0.0, "cap": 15.0, "grants": 0.0, "small": 0.0, "steady": 75.0}
TOGETHER = 62.0
"""What 80 % after any loss costs with ``home``, ``people`` and ``cap``."""

_SET = {
    "home": [("rules", "kind = capacity; sense = least; level = 1")],
    "small": [("rules", "kind = capacity; sense = most; level = 0.5")],
    "steady": [("rules", "kind = production; sense = least; level = 0.5")],
    "people": [
        ("workforce", "skill = fitter; area = JPN; period = 2025; people = 0"),
        ("trainings", "training = school; skill = fitter; area = JPN; cost = 2; most = 10"),
    ],
    "cap": [
        ("burden_limits", "limit = cap; burden = mud; per = energy; most = 0.9; "
         "first_period = 2026"),
    ],
    "grants": [("subsidies", "subsidy = quarter; area = JPN; per = capex; rate = 0.25")],
}  # fmt: skip


@cache
def the_agreement() -> Instance:
    """The toy with levers; none is pulled."""
    changes = [
        {"lever": lever, "step": step, "table": table, "change": "add", "set": _said(lever, *row)}
        for lever, rows in _SET.items()
        for step, (table, *row) in enumerate(rows, 1)
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "levers": [{"lever": lever} for lever in _SET],
        "lever_changes": changes,
        "skills": [{"skill": "fitter"}],
        "jobs": [{"job": "line", "skill": "fitter", "rung": "pack-making", "people": 1.0}],
        "burdens": [{"burden": "mud", "unit": "t"}],
        "burden_rates": [
            {
                "rate": "packs",
                "burden": "mud",
                "kind": "commodity",
                "target": "pack",
                "country": "CHN",
                "amount": 1.0,
            }
        ],
    }
    return extended(load("instances/toy-outage"), rows)


def _said(lever: str, row: str) -> str:
    if lever not in {"home", "small", "steady"}:
        return row
    return f"rule = {lever}; scope = JPN; stage = pack; first_date = 2026-01-01; {row}"
