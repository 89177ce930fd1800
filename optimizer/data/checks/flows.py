"""A network that makes sense: what is used comes from somewhere, what is made goes somewhere."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.reach import Node
    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_NOT_MADE = error(
    "commodity.not_made",
    "it is {use}, but nobody makes, supplies or returns it",
    "Add a supply, or a process that makes it at a facility with capacity.",
)
_NO_WAY_OUT = error(
    "commodity.no_way_out",
    "it is {use}, but nobody uses, sells, stores, wants or disposes of it",
    "Add a row to disposals or sales, or a process that uses it.",
)
_UNUSED = warning("commodity.unused", "nothing speaks of it", "Delete it, or use it.")
_STUCK_OUTPUT = error(
    "operation.no_outlet",
    "{process} makes {commodity}, which cannot leave {site}",
    "Add a shipment, disposal, sale or storage of {commodity} there.",
)
_NO_INPUT = warning(
    "operation.no_input",
    "{process} needs {commodity}, which cannot reach {site}",
    "Add a shipment or supply of {commodity} to there, or delete the row.",
)
_UNREACHED = error(
    "market.unreached",
    "nothing that may serve {segment} can arrive: {commodities}",
    "Add shipments to {market}, or look for bans and missing permissions.",
)
_ALL_SHORT = warning(
    "market.all_short",
    "nothing that may serve {segment} can arrive: {commodities}; all of it will be shortfall",
    "Add shipments to {market}, or look for bans and missing permissions.",
)
_RETURN = error(
    "return.no_outlet",
    "{commodity} is collected here and nobody takes it",
    "Add a shipment, disposal, sale, storage or process for it at {market}.",
)
_ARRIVAL = error(
    "arrival.no_outlet",
    "{commodity} arrives at {site} and cannot leave",
    "Add a shipment, disposal, sale, storage or process for it there.",
)
_MUST_RUN = error(
    "facility.must_run",
    "it may not stand idle, but no process can run in it",
    "Set minimum_use to 0, make it closable, or mend what its processes lack.",
)


def commodities(view: View) -> Iterator[Finding]:
    """Each commodity that is used has an origin, and each that enters has an end, somewhere."""
    reach = view.reach
    made = {node[1] for o in reach.operations for node in o.outputs}
    used = {node[1] for o in reach.operations for node in o.inputs}
    entering = {node[1] for node in reach.entering}
    leaving = {node[1] for node in reach.leaving}
    demanded = {node[1] for node in reach.delivered}
    rows = view["commodities"].drop_nulls("commodity")
    how = _words(used, "used") | _words(demanded, "wanted by a market")
    without = rows.filter(pl.col("commodity").is_in(sorted(set(how) - made - entering)))
    yield from view.say(_NOT_MADE, "commodities", _with_use(without, how), "commodity")
    how = _words(entering, "supplied or returned") | _words(made, "made")
    stuck = rows.filter(pl.col("commodity").is_in(sorted(set(how) - used - leaving)))
    yield from view.say(_NO_WAY_OUT, "commodities", _with_use(stuck, how), "commodity")
    spoken = made | used | entering | leaving | set(view["recipes"]["commodity"])
    spoken |= set(view["shipments"]["commodity"])
    silent = rows.filter(~pl.col("commodity").is_in(sorted(spoken - {None})))
    yield from view.say(_UNUSED, "commodities", silent, "commodity")


def _words(names: set[str], word: str) -> dict[str, str]:
    return dict.fromkeys(names, word)


def _with_use(rows: pl.DataFrame, how: dict[str, str]) -> pl.DataFrame:
    use = pl.col("commodity").replace_strict(how, default="", return_dtype=pl.String)
    return rows.with_columns(use=use)


def operations(view: View) -> Iterator[Finding]:
    """Each operation can get its inputs and get rid of its outputs."""
    reach = view.reach
    rows = view["operations"]
    stuck, lacking = (
        [
            (operation.row, *node)
            for operation in reach.operations
            for node in (operation.outputs if outputs else operation.inputs)
            if node not in fine
        ]
        for outputs, fine in ((True, reach.disposable), (False, reach.available))
    )
    schema = {ROW: pl.Int64, "site": pl.String, "commodity": pl.String}
    for rule, found in ((_STUCK_OUTPUT, stuck), (_NO_INPUT, lacking)):
        nodes = pl.DataFrame(found, schema=schema, orient="row")
        nodes = nodes.join(rows, on=ROW, maintain_order="left")
        yield from view.say(rule, "operations", nodes, "process")


def markets(view: View) -> Iterator[Finding]:
    """Something that may serve each demand can arrive at its market."""
    reach = view.reach
    offers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for market, segment, commodity in reach.offers.iter_rows():
        offers[market, segment].append(commodity)
    unreached = [
        (market, segment, ", ".join(sorted(goods)))
        for (market, segment), goods in offers.items()
        if not any((market, commodity) in reach.available for commodity in goods)
    ]
    names = ["market", "segment", "commodities"]
    found = pl.DataFrame(unreached, schema=dict.fromkeys(names, pl.String), orient="row")
    rows = view["demands"].filter(pl.col("energy") > 0).unique(names[:2], keep="first")
    rows = rows.join(found, on=names[:2]).sort(ROW)
    priced = view["segments"].filter(pl.col("shortfall_penalty").is_not_null())["segment"]
    may_fail = pl.col("segment").is_in(priced.drop_nulls().to_list())
    yield from view.say(_UNREACHED, "demands", rows.filter(~may_fail), "market")
    yield from view.say(_ALL_SHORT, "demands", rows.filter(may_fail), "market")


def returns(view: View) -> Iterator[Finding]:
    """What is collected and what arrives can go on; there is no free disposal."""
    fine = view.reach.disposable
    rows = view["collections"].filter(pl.col("rate") > 0).drop_nulls(["market", "period"])
    rows = rows.unique(["market", "segment"], keep="first")
    returned = view.reach.returned.rename({"segment": "of"})
    back = rows.join(returned, on="market").filter(
        (pl.col("segment") == "") | (pl.col("segment") == pl.col("of"))
    )
    back = back.unique([ROW, "commodity"], keep="first").sort(ROW, "commodity")
    yield from view.say(_RETURN, "collections", _outside(back, "market", fine), "market")
    goods = view["arrivals"].filter(pl.col("quantity") > 0)
    yield from view.say(_ARRIVAL, "arrivals", _outside(goods, "site", fine), "commodity")


def _outside(rows: pl.DataFrame, site: str, fine: set[Node]) -> pl.DataFrame:
    nodes = rows.select(site, "commodity").iter_rows()
    outside = [None not in node and node not in fine for node in nodes]
    return rows.filter(pl.Series(outside, dtype=pl.Boolean))


def duties(view: View) -> Iterator[Finding]:
    """What must run can run."""
    reach = view.reach
    rows = view["operations"]
    runnable = [
        operation.row
        for operation in reach.operations
        if all(node in reach.available for node in operation.inputs)
        and all(node in reach.disposable for node in operation.outputs)
    ]
    runs = rows.filter(pl.col(ROW).is_in(runnable))["facility"].to_list()
    present = view["capacities"].filter(pl.col("capacity") > 0)["facility"].drop_nulls().to_list()
    bound = view["facilities"].filter(
        pl.col("minimum_use") > 0,
        ~pl.col("closable"),
        pl.col("facility").is_in(present),
        ~pl.col("facility").is_in(runs),
    )
    yield from view.say(_MUST_RUN, "facilities", bound, "minimum_use")
