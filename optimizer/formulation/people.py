r"""People: new capacity waits for people who can run it, and people can be trained (here-and-now).

Decides how many are trained in each class. Plants that are there already have their people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.trained = pyo.Var(
        m.classes, within=pyo.NonNegativeReals, bounds=trained_bounds, doc="people trained"
    )
    constraint(m, m.pools, m.periods, rule=enough_people)
    book.cost("training", "people", training, over="periods", weight="discount")


def trained_bounds(m: Any, c: Any) -> tuple[float, Any]:
    r"""A class has so many places.

    ```math
    0 \le \mathbf{trained}_c \le \mathit{places\_in\_class}_c \qquad \forall c \in \mathit{classes}
    ```
    """
    return 0, m.places_in_class[c]


def enough_people(m: Any, p: Any, t: Any) -> Any:
    r"""New capacity that is online needs no more people than are there and have been trained.

    ```math
    \sum_{e \in \mathit{posts\_at}_{pt}} \sum_{v \in \mathit{post\_of}_e} \mathit{people\_needed}_e
    \, \mathbf{added}_v - \sum_{c \in \mathit{classes\_ready}_{pt}} \mathbf{trained}_c
    \le \mathit{people\_there}_{pt}
    \qquad \forall p \in \mathit{pools}, t \in \mathit{periods}
    ```
    """
    return (
        total(m.people_needed[e] * m.added[v] for e in m.posts_at[p, t] for v in m.post_of[e])
        - total(m.trained[c] for c in m.classes_ready[p, t])
        <= m.people_there[p, t]
    )


def training(m: Any, t: Any) -> Any:
    r"""What the classes that begin cost.

    ```math
    \sum_{c \in \mathit{classes\_in}_t} \mathit{training\_cost}_c \, \mathbf{trained}_c
    ```
    """
    return total(m.training_cost[c] * m.trained[c] for c in m.classes_in[t])
