"""Supplies in price steps, contracts, and ways to get rid of things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.accounts import Account, label, pairs_of
from optimizer.data.network.swings import swung

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance
    from optimizer.data.network.disruptions import Remaining
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder


def derive(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    remaining: Remaining,
) -> None:
    """Sets ``supplies``, ``contracts``, ``disposals`` and ``sales``."""
    _supplies(b, instance, calendar, accounts, remaining)
    _contracts(b, instance, calendar, accounts, remaining)
    _outlets(b, instance, calendar, accounts)


def into(
    b: Builder,
    instance: Instance,
    name: str,
    relation: str,
    accounts: Mapping[Account, int],
    doc: str,
) -> None:
    """Relate accounts to the rows of a table that has a site and a commodity."""
    where = [accounts[a] for a in pairs_of(instance.table(name), "site", "commodity")]
    b.add_relation(relation, "accounts", name, (where, np.arange(len(where))), doc)


def _supplies(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    remaining: Remaining,
) -> None:
    b.add_set("supplies", instance.table("supplies")["supply"], "price steps")
    into(b, instance, "supplies", "supplied_by", accounts, "supplies of an account")
    position = dict(b.sets["supplies"].position)
    terms = instance.table("supply_terms")
    begun = calendar.step_values(terms.with_columns(begun=1.0), ["supply"], "begun", position, 0.0)
    most = calendar.step_values(terms, ["supply"], "quantity", position, np.inf)
    price = calendar.step_values(terms, ["supply"], "price", position, 0.0)
    where = list(pairs_of(instance.table("supplies"), "site", "commodity"))
    price = price * swung(instance, calendar, "price", where)
    most = most * swung(instance, calendar, "supply", where)
    years = b.parameters["years"].values
    left = remaining.of_supply
    with np.errstate(invalid="ignore"):
        bought = np.where((begun > 0) & (left > 0), most * years * left, 0.0)
    b.add_parameter(
        "bought_max", ("supplies", "moments"), bought, "unit", "most that can be bought"
    )
    b.add_parameter("price", ("supplies", "moments"), price, "money/unit", "price of the step")


def _contracts(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    remaining: Remaining,
) -> None:
    table = instance.table("contracts")
    b.add_set("contracts", table["contract"], "long-term offtake")
    into(b, instance, "contracts", "contracted_by", accounts, "contracts of an account")
    shape = (table.height, len(calendar.moments))
    in_term, first = np.zeros(shape), np.zeros((table.height, len(calendar.periods)))
    for at, row in enumerate(table.iter_rows(named=True)):
        low, high = calendar.window(row["first_period"], row["last_period"])
        in_term[at] = [low <= p <= high for p in calendar.period_of]
        first[at, low] = 1.0
    scale = in_term * b.parameters["years"].values * remaining.of_contract
    for column, name in (("minimum", "contract_min"), ("maximum", "contract_max")):
        per_year = table[column].to_numpy()[:, None]
        obliged = remaining.obliged if column == "minimum" else 1.0
        b.add_parameter(
            name,
            ("contracts", "moments"),
            per_year * scale * obliged,
            "unit",
            f"{column} take while signed",
        )
    b.add_parameter("contract_price", "contracts", table["price"], "money/unit", "price")
    b.add_parameter(
        "fee",
        ("contracts", "periods"),
        table["fee"].to_numpy()[:, None] * first,
        "money",
        "paid once, in the first period of the term",
    )


def _outlets(
    b: Builder, instance: Instance, calendar: Calendar, accounts: Mapping[Account, int]
) -> None:
    years = b.parameters["years"].values
    for name, relation in (("disposals", "disposed_from"), ("sales", "sold_from")):
        table = instance.table(name)
        b.add_set(
            name, (label(*p) for p in pairs_of(table, "site", "commodity")), f"accounts with {name}"
        )
        into(b, instance, name, relation, accounts, f"{name} of an account")
    b.add_parameter(
        "disposal_cost",
        "disposals",
        instance.table("disposals")["cost"],
        "money/unit",
        "cost of throwing away",
    )
    sales = instance.table("sales")
    most = sales["quantity"].fill_null(np.inf).to_numpy()[:, None] * years
    b.add_parameter("sold_max", ("sales", "moments"), most, "unit", "most that can be sold")
    where = pairs_of(sales, "site", "commodity")
    price = sales["price"].to_numpy()[:, None] * swung(instance, calendar, "price", where)
    b.add_parameter("sale_price", ("sales", "moments"), price, "money/unit", "price")
