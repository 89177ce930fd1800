"""The tables of a plan: decisions in the words of the instance.

Declared like the tables of an instance, so that writers, readers and the audit agree on every
column. ``scenario`` is the branch that owns the moment (``""``: the common trunk). Rows whose
quantity is zero are left out. Quantities are per period, not per year.
"""

from __future__ import annotations

from optimizer.data.columns import Column, Table, identifier, number

_SIGNED = {"minimum": None}


def _name(name: str, description: str) -> Column:
    return identifier(name, description)


_MOMENT = (_name("scenario", "branch that owns the moment"), _name("period", "period"))

_WATCHED = _name("watched", "countries or blocs that the stream avoids, joined by +")


def _plan_table(name: str, description: str, *columns: Column) -> Table:
    return Table(name, description, columns)


def _by_moment(name: str, description: str, *columns: Column) -> Table:
    *keys, quantity = columns
    return _plan_table(name, description, *keys, *_MOMENT, quantity)


PLAN_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _plan_table(
            "builds",
            "Capacity decided.",
            _name("expansion", "expansion"),
            _name("period", "decided in"),
            number("count", "1", "builds"),
            number("added", "unit/year", "capacity added"),
        ),
        _plan_table(
            "closures",
            "Facilities closed for good.",
            _name("facility", "facility"),
            _name("period", "first period in which it is closed"),
            number("closed", "1", "always 1"),
        ),
        _plan_table(
            "signed",
            "Contracts signed.",
            _name("contract", "contract"),
            number("signed", "1", "always 1"),
        ),
        _plan_table(
            "opened", "Lanes opened.", _name("lane", "lane"), number("opened", "1", "always 1")
        ),
        _plan_table(
            "room",
            "Storage room added at the start.",
            _name("site", "site"),
            _name("commodity", "commodity"),
            number("added", "unit", "room added"),
        ),
        _plan_table(
            "grants",
            "Subsidies granted towards builds.",
            _name("subsidy", "subsidy"),
            _name("expansion", "expansion"),
            _name("period", "build decided in"),
            number("amount", "money", "granted, undiscounted"),
        ),
        _plan_table(
            "trained",
            "People trained.",
            _name("training", "training"),
            _name("period", "begun in"),
            number("people", "people", "how many"),
        ),
        _by_moment(
            "premiums",
            "Subsidies paid for what is run.",
            _name("subsidy", "subsidy"),
            _name("facility", "facility"),
            _name("process", "process"),
            number("amount", "money", "paid, undiscounted"),
        ),
        _by_moment(
            "learned",
            "What is made at a lower cost, as enough was made before.",
            _name("step", "step of a learning curve"),
            number("quantity", "amount", "throughput at the lower cost"),
        ),
        _by_moment(
            "activity",
            "What facilities do.",
            _name("facility", "facility"),
            _name("process", "process"),
            number("activity", "activity", "activity"),
        ),
        _by_moment(
            "flow",
            "What leaves on a lane.",
            _name("lane", "lane"),
            _name("commodity", "commodity"),
            number("quantity", "unit", "sent in the period"),
        ),
        _by_moment(
            "stock",
            "What waits at the end of the period.",
            _name("site", "site"),
            _name("commodity", "commodity"),
            number("quantity", "unit", "stock"),
        ),
        _by_moment(
            "bought",
            "What is bought.",
            _name("supply", "supply"),
            number("quantity", "unit", "bought"),
        ),
        _by_moment(
            "taken",
            "What is taken under contract.",
            _name("contract", "contract"),
            number("quantity", "unit", "taken"),
        ),
        _by_moment(
            "served",
            "Energy delivered.",
            _name("market", "market"),
            _name("segment", "segment"),
            _name("chemistry", "chemistry"),
            number("energy", "energy", "delivered"),
        ),
        _by_moment(
            "shortfall",
            "Energy not delivered.",
            _name("market", "market"),
            _name("segment", "segment"),
            number("energy", "energy", "not delivered"),
        ),
        _by_moment(
            "collected",
            "End-of-life batteries that enter at a market.",
            _name("market", "market"),
            _name("segment", "segment"),
            _name("chemistry", "chemistry"),
            number("quantity", "unit of the end-of-life commodity", "collected"),
        ),
        _by_moment(
            "disposed",
            "What is thrown away.",
            _name("site", "site"),
            _name("commodity", "commodity"),
            number("quantity", "unit", "thrown away"),
        ),
        _by_moment(
            "abandoned",
            "What comes unasked after a strike that is only to be survived, and is left to lie.",
            _name("site", "site"),
            _name("commodity", "commodity"),
            number("quantity", "unit", "left to lie"),
        ),
        _by_moment(
            "sold",
            "What is sold out of the system.",
            _name("site", "site"),
            _name("commodity", "commodity"),
            number("quantity", "unit", "sold"),
        ),
        _by_moment(
            "breaches",
            "Rules missed at a price.",
            _name("rule", "rule"),
            _name("part", "rung or country, where the rule has several parts"),
            number("amount", "unit of the rule", "by how much it is missed"),
        ),
        _by_moment(
            "excesses",
            "Limits on burdens exceeded at a price.",
            _name("limit", "limit"),
            number("amount", "unit of the burden", "by how much it is exceeded"),
        ),
        _by_moment(
            "clean_activity",
            "Of it, what used only what never was in watched countries.",
            _WATCHED,
            _name("facility", "facility"),
            _name("process", "process"),
            number("activity", "activity", "clean part of the activity"),
        ),
        _by_moment(
            "clean_flow",
            "Of the flow, what never was in watched countries.",
            _WATCHED,
            _name("lane", "lane"),
            _name("commodity", "commodity"),
            number("quantity", "unit", "clean part of the flow"),
        ),
        _by_moment(
            "clean_stock",
            "Of the stock, what never was in watched countries.",
            _WATCHED,
            _name("site", "site"),
            _name("commodity", "commodity"),
            number("quantity", "unit", "clean part of the stock"),
        ),
        _by_moment(
            "clean_served",
            "Of the energy delivered, what never was in watched countries.",
            _WATCHED,
            _name("market", "market"),
            _name("segment", "segment"),
            _name("chemistry", "chemistry"),
            number("energy", "energy", "clean part of what is delivered"),
        ),
        _plan_table(
            "costs",
            "Money by named term; `present` carries discount and probability and adds up to the "
            "objective of the cost.",
            _name("term", "named cost"),
            *_MOMENT,
            number("amount", "money", "undiscounted, in that moment", **_SIGNED),
            number("present", "money", "discounted and weighed by probability", **_SIGNED),
        ),
        _plan_table(
            "courses",
            "What each course of events that may happen costs, from the first period to the last.",
            _name("scenario", "branch in which it ends"),
            number("probability", "1", "of the whole course; all add to 1"),
            number("cost", "money", "present cost if it comes to it", **_SIGNED),
        ),
    )
}
"""All plan tables by name. Cost terms: capex, subsidy, grant, end_value, grant_left_over,
closing, opening, room, premium, fixed_operation, variable_operation, raw_material, contract,
transport, tariff, permission, in_transit, holding, final_stock, disposal, sale, shortfall, breach,
burden, border, excess, training, learning, lever. Here-and-now terms have scenario ``""`` and the
period of the decision; end_value the period of the build; final_stock the last period."""
