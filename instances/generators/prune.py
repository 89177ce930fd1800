"""Takes out what never matters: operations without feed, lanes to nowhere, idle rules."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from instances.generators.book import Book

Row = dict[str, Any]
Point = tuple[str, str]
"""A site and a commodity."""


def prune(book: Book) -> None:
    """Prunes until nothing more falls, then drops rows that only what fell had needed."""
    while _operations(book) | _shipments(book):
        pass
    _left_over(book)


def _recipes(book: Book) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for row in book.rows("recipes"):
        found.setdefault(row["process"], []).append((row["commodity"], row["coefficient"]))
    return found


def _operations(book: Book) -> bool:
    """Drops operations whose inputs never arrive; facilities that run nothing go with them."""
    site = {row["facility"]: row["site"] for row in book.rows("facilities")}
    recipes = _recipes(book)
    present = _present(book)

    def runs(row: Row) -> bool:
        return all(
            amount > 0 or (site[row["facility"]], good) in present
            for good, amount in recipes[row["process"]]
        )

    fell = book.keep("operations", runs)
    running = {row["facility"] for row in book.rows("operations")}
    for table in ("facilities", "capacities", "expansions"):
        book.keep(table, lambda row: row["facility"] in running)
    return fell


def _present(book: Book) -> set[Point]:
    """Where each commodity can be, given what arises and the lanes."""
    site = {row["facility"]: row["site"] for row in book.rows("facilities")}
    recipes = _recipes(book)
    arises: set[Point] = set()
    for table in ("supplies", "contracts", "arrivals"):
        arises |= {(row["site"], row["commodity"]) for row in book.rows(table)}
    arises |= {
        (r["site"], r["commodity"]) for r in book.rows("storages") if r.get("initial", 0) > 0
    }
    for row in book.rows("operations"):
        made = [good for good, amount in recipes[row["process"]] if amount > 0]
        arises |= {(site[row["facility"]], good) for good in made}
    spent = {row.get("eol_commodity", "") for row in book.rows("chemistries")}
    arises |= {(row["market"], good) for row in book.rows("demands") for good in spent}
    return _spread(arises, _links(book))


def _links(book: Book) -> dict[Point, list[Point]]:
    ends = {row["lane"]: (row["origin"], row["destination"]) for row in book.rows("lanes")}
    links: dict[Point, list[Point]] = {}
    for row in book.rows("shipments"):
        origin, destination = ends[row["lane"]]
        links.setdefault((origin, row["commodity"]), []).append((destination, row["commodity"]))
    return links


def _spread(start: Iterable[Point], links: dict[Point, list[Point]]) -> set[Point]:
    reached, waiting = set(start), list(start)
    while waiting:
        for point in links.get(waiting.pop(), []):
            if point not in reached:
                reached.add(point)
                waiting.append(point)
    return reached


def _shipments(book: Book) -> bool:
    """Drops shipments of what is never there, or of what nobody beyond can use."""
    site = {row["facility"]: row["site"] for row in book.rows("facilities")}
    recipes = _recipes(book)
    wanted = {(row["site"], row["commodity"]) for row in book.rows("storages")}
    for row in book.rows("operations"):
        used = [good for good, amount in recipes[row["process"]] if amount < 0]
        wanted |= {(site[row["facility"]], good) for good in used}
    sold = {row["commodity"] for row in book.rows("chemistries")}
    wanted |= {(row["market"], good) for row in book.rows("demands") for good in sold}
    links = _links(book)
    back: dict[Point, list[Point]] = {}
    for origin, destinations in links.items():
        for destination in destinations:
            back.setdefault(destination, []).append(origin)
    useful, present = _spread(wanted, back), _present(book)
    ends = {row["lane"]: (row["origin"], row["destination"]) for row in book.rows("lanes")}

    def matters(row: Row) -> bool:
        origin, destination = ends[row["lane"]]
        good = row["commodity"]
        return (origin, good) in present and (destination, good) in useful

    fell = book.keep("shipments", matters)
    carrying = {row["lane"] for row in book.rows("shipments")}
    for table in ("lanes", "lane_chokepoints"):
        book.keep(table, lambda row: row["lane"] in carrying)
    return fell


def _left_over(book: Book) -> None:
    site = {row["facility"]: row["site"] for row in book.rows("facilities")}
    recipes = _recipes(book)
    flows = {
        (site[row["facility"]], good, amount > 0)
        for row in book.rows("operations")
        for good, amount in recipes[row["process"]]
    }
    used = {(place, good) for place, good, made in flows if not made}
    made = {(place, good) for place, good, made in flows if made}
    spent = {row.get("eol_commodity", "") for row in book.rows("chemistries")}
    made |= {(row["market"], good) for row in book.rows("demands") for good in spent}
    book.keep("supplies", lambda row: (row["site"], row["commodity"]) in used)
    steps = book.ids("supplies")
    book.keep("supply_terms", lambda row: row["supply"] in steps)
    for table in ("disposals", "sales"):
        book.keep(table, lambda row: (row["site"], row["commodity"]) in made)
    _left_over_places(book, set(site.values()))
    _left_over_rules(book)


def _left_over_places(book: Book, plants: set[str]) -> None:
    sites = plants | {row["market"] for row in book.rows("demands")}
    for row in book.rows("lanes"):
        sites |= {row["origin"], row["destination"]}
    for table in ("contracts", "storages"):
        book.keep(table, lambda row: row["site"] in sites)
    book.keep("sites", lambda row: row["site"] in sites)
    countries = {row["country"] for row in book.rows("sites")}
    for table in ("countries", "blocs"):
        book.keep(table, lambda row: row["country"] in countries)
    for table, column, other in (
        ("chokepoints", "chokepoint", "lane_chokepoints"),
        ("modes", "mode", "lanes"),
        ("ramps", "ramp", "expansions"),
    ):
        named = {row[column] for row in book.rows(other)}
        book.keep(table, partial(_among, column, named))


def _among(column: str, named: set[Any], row: Row) -> bool:
    return row[column] in named


def _left_over_rules(book: Book) -> None:
    country = {row["site"]: row["country"] for row in book.rows("sites")}
    ends = {
        row["lane"]: (country[row["origin"]], country[row["destination"]])
        for row in book.rows("lanes")
    }
    crossing = {(*ends[r["lane"]], r["commodity"]) for r in book.rows("shipments")}
    blocs: dict[str, set[str]] = {code: {code} for code in country.values()}
    for row in book.rows("blocs"):
        blocs.setdefault(row["bloc"], set()).add(row["country"])

    def applies(row: Row) -> bool:
        origins = blocs.get(row["origin"], set())
        destinations = blocs.get(row["destination"], set())
        return any(
            o != d
            and (not row["origin"] or (o in origins and d not in origins))
            and (not row["destination"] or (d in destinations and o not in destinations))
            and row.get("commodity", "") in {"", good}
            for o, d, good in crossing
        )

    for table in ("tariffs", "quotas", "bans", "permissions"):
        book.keep(table, applies)
