"""From the tables of an instance to the sets, relations and parameters of a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.data.network import (
    abandoning,
    accounts,
    burdens,
    buying,
    clean,
    dependence,
    disruptions,
    emissions,
    growth,
    learning,
    levers,
    moments,
    opening,
    people,
    plants,
    serving,
    shipping,
    storage,
    subsidies,
    survival,
    trade,
)
from optimizer.data.network import rules as law
from optimizer.data.network.accounts import pairs_of
from optimizer.data.problem import Builder, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.data.instance import Instance


def assemble(
    instance: Instance,
    *,
    limits: Sequence[dependence.Limit] = (),
    watched: frozenset[str] = frozenset({"CHN"}),
    forbid_shortfall: bool = False,
    keep_clean: bool = False,
) -> Problem:
    """Derive everything a formulation needs from a valid instance.

    ``keep_clean``: measure the pass-through of the ``watched`` countries.

    Raises:
        SettingsError: a limit names something the instance does not have.
        FormulationError: the instance was not checked and does not hang together.
    """
    b = Builder(instance)
    calendar = moments.Calendar(instance)
    rates = dict(pairs_of(instance.table("parameters"), "parameter", "value"))
    moments.derive(b, calendar, float(rates.get("discount_rate", 0.0)))
    where = accounts.derive(b, instance)
    left = disruptions.remaining(instance, calendar)
    plants.derive(b, instance, calendar, where, left)
    buying.derive(b, instance, calendar, where, left)
    carried = shipping.carried(instance)
    country = disruptions.places(instance).country_of_site
    ends = [
        (country[origin], country[destination], commodity)
        for origin, destination, commodity in pairs_of(
            carried, "origin", "destination", "commodity"
        )
    ]
    rules = trade.match(instance, calendar, ends)
    shipping.derive(b, instance, calendar, where, left, rules)
    trade.derive(b, rules)
    storage.derive(b, instance, calendar, where, left)
    serving.derive(b, instance, calendar, where, forbid_shortfall=forbid_shortfall)
    abandoning.derive(b, calendar, left)
    survival.derive(b, instance, calendar)
    emissions.derive(b, instance)
    burdens.derive(b, instance, calendar)
    people.derive(b, instance, calendar)
    levers.derive(b, instance)
    subsidies.derive(b, instance, calendar)
    law.derive(b, instance, calendar, left.obliged)
    opening.derive(b, instance)
    known = watched & (
        set(instance.table("countries")["country"]) | set(instance.table("blocs")["bloc"])
    )
    dependence.derive(b, instance, calendar, limits, known)
    growth.derive(b, instance, calendar)
    learning.derive(b, instance, calendar)
    clean.derive(b, instance, calendar, limits, watched if keep_clean else None)
    return b.freeze()
