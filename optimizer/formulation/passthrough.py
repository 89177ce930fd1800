r"""Passthrough: what is delivered without ever having been in a watched country (recourse).

Decides, beside each amount, how much of it is clean: of activity, flow, stock and energy served.
A clean output needs only clean inputs (segregation, as in ISO 22095). What is bought, taken under
contract, collected, in stock or under way at the start is clean outside watched countries. Without
a stream, which is kept only for who asks for it, there is nothing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, limits, the aim and the measure; being clean costs nothing by itself."""
    for name, over, doc in (
        ("clean_activity", m.clean_operations, "the part of an activity that is clean"),
        ("clean_flow", m.clean_shipments, "the part of a flow that is clean"),
        ("clean_stock", m.clean_storages, "the part of a stock that is clean"),
        ("clean_served", m.clean_servings, "the part of the energy delivered that is clean"),
    ):
        m.add_component(name, pyo.Var(over, m.moments, within=pyo.NonNegativeReals, doc=doc))
    constraint(m, m.clean_operations, m.moments, rule=clean_part_of_activity)
    constraint(m, m.clean_shipments, m.moments, rule=clean_part_of_flow)
    constraint(m, m.clean_storages, m.moments, rule=clean_part_of_stock)
    constraint(m, m.clean_servings, m.moments, rule=clean_part_of_served)
    constraint(m, m.clean_accounts, m.moments, rule=clean_balance)
    constraint(m, m.clean_limits, rule=pass_through_limit)
    book.aim("pass_through", "passthrough", energy_passed_through)
    book.ratio("pass_through", "passthrough", passed_through, delivered, over="measured")


def clean_part_of_activity(m: Any, c: Any, n: Any) -> Any:
    r"""No more of an activity is clean than there is.

    ```math
    \mathbf{clean\_activity}_{cn} \le \sum_{o \in \mathit{whole\_operation}_c}
    \mathbf{activity}_{on}
        \qquad \forall c \in \mathit{clean\_operations}, n \in \mathit{moments}
    ```
    """
    return m.clean_activity[c, n] - total(m.activity[o, n] for o in m.whole_operation[c]) <= 0


def clean_part_of_flow(m: Any, c: Any, n: Any) -> Any:
    r"""No more of a flow is clean than there is.

    ```math
    \mathbf{clean\_flow}_{cn} \le \sum_{s \in \mathit{whole\_shipment}_c} \mathbf{flow}_{sn}
        \qquad \forall c \in \mathit{clean\_shipments}, n \in \mathit{moments}
    ```
    """
    return m.clean_flow[c, n] - total(m.flow[s, n] for s in m.whole_shipment[c]) <= 0


def clean_part_of_stock(m: Any, c: Any, n: Any) -> Any:
    r"""No more of a stock is clean than there is.

    ```math
    \mathbf{clean\_stock}_{cn} \le \sum_{h \in \mathit{whole\_storage}_c} \mathbf{stock}_{hn}
        \qquad \forall c \in \mathit{clean\_storages}, n \in \mathit{moments}
    ```
    """
    return m.clean_stock[c, n] - total(m.stock[h, n] for h in m.whole_storage[c]) <= 0


def clean_part_of_served(m: Any, c: Any, n: Any) -> Any:
    r"""No more of the energy delivered is clean than there is.

    ```math
    \mathbf{clean\_served}_{cn} \le \sum_{v \in \mathit{whole\_serving}_c} \mathbf{served}_{vn}
        \qquad \forall c \in \mathit{clean\_servings}, n \in \mathit{moments}
    ```
    """
    return m.clean_served[c, n] - total(m.served[v, n] for v in m.whole_serving[c]) <= 0


def clean_balance(m: Any, a: Any, n: Any) -> Any:
    r"""What leaves an account as clean has come to it as clean.

    ```math
    \begin{aligned}
    & \sum_{k \in \mathit{whole\_account}_a} \Big( \mathit{given}_{kn} +
    \sum_{s \in \mathit{supplied\_by}_k} \mathbf{bought}_{sn} +
    \sum_{c \in \mathit{contracted\_by}_k} \mathbf{taken}_{cn} +
    \sum_{r \in \mathit{collected\_into}_k} \mathbf{collected}_{rn} \Big) \\
    & + \sum_{x \in \mathit{clean\_entries\_of}_a} \sum_{e \in \mathit{whole\_entry}_x}
    \sum_{o \in \mathit{clean\_operation\_of}_x} \mathit{coefficient}_e \,
    \mathbf{clean\_activity}_{on} \\
    & + \sum_{s \in \mathit{clean\_arriving}_a} \mathbf{clean\_flow}_{sn} +
    \sum_{s \in \mathit{clean\_arriving\_late}_a} \sum_{w \in \mathit{whole\_shipment}_s}
    \sum_{q \in \mathit{sent\_at}_{wn}} \mathbf{clean\_flow}_{sq} -
    \sum_{s \in \mathit{clean\_leaving}_a} \mathbf{clean\_flow}_{sn} \\
    & + \sum_{h \in \mathit{clean\_kept\_in}_a} \Big( \sum_{w \in \mathit{whole\_storage}_h}
    \sum_{q \in \mathit{before}_n} \mathit{kept}_{wn} \mathbf{clean\_stock}_{hq} -
    \mathbf{clean\_stock}_{hn} \Big) \\
    & - \sum_{v \in \mathit{clean\_delivered\_from}_a} \sum_{w \in \mathit{whole\_serving}_v}
    \mathit{units\_per\_energy}_w \, \mathbf{clean\_served}_{vn} \ge 0
        \qquad \forall a \in \mathit{clean\_accounts}, n \in \mathit{moments}
    \end{aligned}
    ```

    Why not equal: what is clean may be used, sold or thrown away as if it were not.
    """
    return (
        clean_at_once(m, a, n)
        + clean_made(m, a, n)
        + clean_moved(m, a, n)
        + clean_carried_over(m, a, n)
        - total(
            m.units_per_energy[w] * m.clean_served[v, n]
            for v in m.clean_delivered_from[a]
            for w in m.whole_serving[v]
        )
        >= 0
    )


def clean_at_once(m: Any, a: Any, n: Any) -> Any:
    """What enters the system outside watched countries."""
    return (
        total(m.given[k, n] for k in m.whole_account[a])
        + total(m.bought[s, n] for k in m.whole_account[a] for s in m.supplied_by[k])
        + total(m.taken[c, n] for k in m.whole_account[a] for c in m.contracted_by[k])
        + total(m.collected[r, n] for k in m.whole_account[a] for r in m.collected_into[k])
    )


def clean_made(m: Any, a: Any, n: Any) -> Any:
    """What clean activity makes, less what it uses."""
    return total(
        m.coefficient[e] * m.clean_activity[o, n]
        for x in m.clean_entries_of[a]
        for e in m.whole_entry[x]
        for o in m.clean_operation_of[x]
    )


def clean_moved(m: Any, a: Any, n: Any) -> Any:
    """What arrives clean, in the same period or after a lag, less what leaves clean."""
    return (
        total(m.clean_flow[s, n] for s in m.clean_arriving[a])
        + total(
            m.clean_flow[s, q]
            for s in m.clean_arriving_late[a]
            for w in m.whole_shipment[s]
            for q in m.sent_at[w, n]
        )
        - total(m.clean_flow[s, n] for s in m.clean_leaving[a])
    )


def clean_carried_over(m: Any, a: Any, n: Any) -> Any:
    """Clean stock before, less losses, and less clean stock after."""
    return total(
        m.kept[w, n] * m.clean_stock[h, q]
        for h in m.clean_kept_in[a]
        for w in m.whole_storage[h]
        for q in m.before[n]
    ) - total(m.clean_stock[h, n] for h in m.clean_kept_in[a])


def pass_through_limit(m: Any, x: Any) -> Any:
    r"""At least its part of all energy served is clean.

    ```math
    \sum_{n \in \mathit{clean\_limit\_moments}_x} \mathit{clean\_weight}_{xn} \Big(
    \sum_{v \in \mathit{clean\_limits\_servings}_x} \mathbf{clean\_served}_{vn} -
    \sum_{v \in \mathit{servings}} \mathit{clean\_share}_x \, \mathbf{served}_{vn} \Big) \ge 0
    \qquad \forall x \in \mathit{clean\_limits}
    ```
    """
    return (
        total(
            m.clean_weight[x, n] * m.clean_served[v, n]
            for n in m.clean_limit_moments[x]
            for v in m.clean_limits_servings[x]
        )
        - total(
            m.clean_weight[x, n] * m.clean_share[x] * m.served[v, n]
            for n in m.clean_limit_moments[x]
            for v in m.servings
        )
        >= 0
    )


def energy_passed_through(m: Any, n: Any) -> Any:
    r"""Energy that is not clean; missing energy counts as such.

    ```math
    \sum_{x \in \mathit{measured}} \Big( \sum_{v \in \mathit{servings}} \mathbf{served}_{vn} +
    \sum_{d \in \mathit{demands}} \mathbf{shortfall}_{dn} -
    \sum_{v \in \mathit{measured\_servings}_x} \mathbf{clean\_served}_{vn} \Big)
    ```

    Why: minimised, it would else be best to deliver nothing.
    """
    return (
        total(m.served[v, n] for x in m.measured for v in m.servings)
        + total(m.shortfall[d, n] for x in m.measured for d in m.demands)
        - total(m.clean_served[v, n] for x in m.measured for v in m.measured_servings[x])
    )


def passed_through(m: Any, x: Any) -> Any:
    r"""Energy served over the horizon that is not clean.

    ```math
    \sum_{n \in \mathit{moments}} \mathit{chance}_n \Big(
    \sum_{v \in \mathit{servings}} \mathbf{served}_{vn} -
    \sum_{v \in \mathit{measured\_servings}_x} \mathbf{clean\_served}_{vn} \Big)
    ```
    """
    return total(m.chance[n] * m.served[v, n] for n in m.moments for v in m.servings) - total(
        m.chance[n] * m.clean_served[v, n] for n in m.moments for v in m.measured_servings[x]
    )


def delivered(m: Any, x: Any) -> Any:
    r"""Energy served over the horizon.

    ```math
    \sum_{n \in \mathit{moments}} \mathit{chance}_n \sum_{v \in \mathit{servings}}
    \mathbf{served}_{vn}
    ```
    """
    return total(m.chance[n] * m.served[v, n] for n in m.moments for v in m.servings)
