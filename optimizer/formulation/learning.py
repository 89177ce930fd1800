r"""Learning: what has been made often costs less to make, by steps (recourse).

Decides which steps are ``reached`` at a moment and how much is made at the ``lessened`` cost. What
is made in a moment teaches later ones of its course, never itself: nobody learns in advance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.reached = pyo.Var(m.lessons, m.moments, within=pyo.Binary, doc="whether the step is reached")
    m.lessened = pyo.Var(
        m.lessons, m.moments, within=pyo.NonNegativeReals, doc="throughput at the lower cost"
    )
    constraint(m, m.lessons, m.moments, rule=threshold_reached)
    constraint(m, m.lessons, m.moments, rule=only_when_reached)
    constraint(m, m.lessons, m.moments, rule=only_what_is_made)
    book.cost("learning", "learning", saved_by_learning)


def threshold_reached(m: Any, x: Any, n: Any) -> Any:
    r"""A step is reached once enough was made in earlier moments of the course.

    ```math
    \mathit{lesson\_threshold}_x \, \mathbf{reached}_{xn} \le
    \sum_{q \in \mathit{earlier}_n} \sum_{o \in \mathit{taught\_by}_x}
    \mathit{throughput}_o \, \mathbf{activity}_{oq}
        \qquad \forall x \in \mathit{lessons}, n \in \mathit{moments}
    ```

    Why yes or no: a saving in parts would come before anything was learnt.
    """
    return (
        m.lesson_threshold[x] * m.reached[x, n]
        - total(m.throughput[o] * m.activity[o, q] for q in m.earlier[n] for o in m.taught_by[x])
        <= 0
    )


def only_when_reached(m: Any, x: Any, n: Any) -> Any:
    r"""Before the step is reached nothing costs less.

    ```math
    \mathbf{lessened}_{xn} \le \mathit{lesson\_most}_{xn} \, \mathbf{reached}_{xn}
        \qquad \forall x \in \mathit{lessons}, n \in \mathit{moments}
    ```

    Why this factor: it is what the plants could make if all were built that may be and all of it
    found a place; no constant is invented.
    """
    return m.lessened[x, n] - m.lesson_most[x, n] * m.reached[x, n] <= 0


def only_what_is_made(m: Any, x: Any, n: Any) -> Any:
    r"""What costs less is made.

    ```math
    \mathbf{lessened}_{xn} \le
    \sum_{o \in \mathit{taught\_by}_x} \mathit{throughput}_o \, \mathbf{activity}_{on}
        \qquad \forall x \in \mathit{lessons}, n \in \mathit{moments}
    ```
    """
    return m.lessened[x, n] - total(m.throughput[o] * m.activity[o, n] for o in m.taught_by[x]) <= 0


def saved_by_learning(m: Any, n: Any) -> Any:
    r"""What is not spent as it has been learnt.

    ```math
    - \sum_{x \in \mathit{lessons}} \mathit{lesson\_saving}_x \, \mathbf{lessened}_{xn}
    ```
    """
    return -total(m.lesson_saving[x] * m.lessened[x, n] for x in m.lessons)
