"""Duties, licences, quotas, bans and permits, each with the days on which it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged
from instances.generators.countries import EPA_FREE, EU
from instances.generators.reach import reach

if TYPE_CHECKING:
    from instances.generators.book import Book
    from instances.generators.demand import World
    from instances.generators.facts import Facts, Prov

_BATTERIES = ("811", "622", "lfp", "sodium", "solid")
_CO_IN_HYDROXIDE = 0.329


def _policy(facts: Facts, jurisdiction: str, text: str, value: str = "") -> tuple[float, Prov]:
    for row in facts.rows("10", jurisdiction=jurisdiction):
        if text in f"{row['instrument']} {row['provision']}" and value in row["value"]:
            try:
                amount = float(row["value"])
            except ValueError:
                amount = 0.0
            return amount, facts.prov(row)
    raise KeyError(f"{jurisdiction}: {text}")


def write_trade(book: Book, facts: Facts, world: World) -> None:
    """All rows of the four trade tables."""
    countries = book.ids("countries")
    _duties(book, facts, countries)
    _licences(book, facts)
    _rebate(book, facts)
    _cobalt(book, facts, world)
    _ores(book, facts)
    _waste(book, facts)


def _duties(book: Book, facts: Facts, countries: set[str]) -> None:
    rate, prov = _policy(facts, "EU", "MFN duty on lithium-ion cells")
    makers = sorted({"CHN", "IDN", "MYS", "THA", "USA"} & countries - set(EPA_FREE))
    for form in ("cell", "pack"):
        for battery in _BATTERIES:
            for origin in makers:
                good = f"{form}_{battery}"
                book.add(
                    "tariffs",
                    prov,
                    tariff=f"eu-mfn/{origin}/{good}",
                    origin=origin,
                    destination="EU",
                    commodity=good,
                    rate=rate,
                )


def _licences(book: Book, facts: Facts) -> None:
    _, graphite = _policy(facts, "China", "graphite export permits")
    for good, cost in (
        ("graphite_flake", 0.02),
        ("spherical_graphite", 0.08),
        ("anode_graphite", 0.06),
    ):
        book.add(
            "tariffs",
            graphite.but("estimate", "Cost of an export licence and its delay: judged"),
            tariff=f"china-licence/{good}",
            origin="CHN",
            destination="",
            commodity=good,
            amount=cost,
            first_date="2023-12-01",
        )
    _, wider = _policy(facts, "China", "Announcement No. 58 of 2025")
    note = "Suspended until 10 Nov 2026 (recalled); assumed in force afterwards, cost judged"
    for good, cost in (
        ("precursor_811", 0.25),
        ("precursor_622", 0.25),
        ("cathode_lfp", 0.15),
        ("anode_graphite", 0.10),
    ):
        book.add(
            "tariffs",
            wider.but("estimate", note),
            tariff=f"china-58/{good}",
            origin="CHN",
            destination="",
            commodity=good,
            amount=cost,
            first_date="2026-11-11",
        )


def _rebate(book: Book, facts: Facts) -> None:
    before, _ = _policy(facts, "China", "VAT export rebate", "0.09")
    steps = (("2026-04-01", "2026-12-31", "0.06"), ("2027-01-01", None, "0"))
    for first, last, value in steps:
        row = next(
            r
            for r in facts.rows("10", jurisdiction="China", effective=first)
            if r["value"] == value
        )
        rate = before - float(row["value"])
        for form in ("cell", "pack"):
            for battery in _BATTERIES:
                good = f"{form}_{battery}"
                book.add(
                    "tariffs",
                    facts.prov(row, "computed", "Rebate lost against the 9 % of 2025"),
                    tariff=f"china-rebate-{first[:4]}/{good}",
                    origin="CHN",
                    destination="",
                    commodity=good,
                    rate=rate,
                    first_date=first,
                    last_date=last,
                )


def _cobalt(book: Book, facts: Facts, world: World) -> None:
    yearly, prov = _policy(facts, "DR Congo", "quota per year 2026 and 2027")
    autumn, _ = _policy(facts, "DR Congo", "export quota Oct-Dec 2025")
    mined = facts.value(
        "02", commodity="cobalt", country="DR Congo", measure="mine_production", year="2024"
    )
    free = mined * 52 / 365
    for name, tonnes, year, first, last, note in (
        (
            "2025",
            free + autumn,
            2025,
            None,
            "2025-12-31",
            "Ban from 22 Feb to 15 Oct 2025: 52 days at 2024's rate, autumn quota, within reach",
        ),
        ("2026-27", yearly, 2026, "2026-01-01", "2027-12-31", "Yearly quota within reach"),
    ):
        quantity = tonnes / 1000 / _CO_IN_HYDROXIDE * reach(world, "COD", "mine", year)
        book.add(
            "quotas",
            prov.but("computed", note),
            quota=f"congo-cobalt/{name}",
            origin="COD",
            destination="",
            commodity="cobalt_hydroxide",
            quantity=quantity,
            first_date=first,
            last_date=last,
        )


def _ores(book: Book, facts: Facts) -> None:
    _, ore = _policy(facts, "Indonesia", "ban of unprocessed ore")
    book.add(
        "bans",
        ore,
        ban="indonesia-ore",
        origin="IDN",
        destination="",
        commodity="nickel_ore",
        first_date="2020-01-01",
    )
    _, lithium = _policy(facts, "Zimbabwe", "lithium concentrate export ban")
    book.add(
        "bans",
        lithium,
        ban="zimbabwe-spodumene",
        origin="ZWE",
        destination="",
        commodity="spodumene",
        first_date="2027-01-01",
    )


def _waste(book: Book, facts: Facts) -> None:
    """Black mass crosses borders with consent only: one row for each pair that a lane joins."""
    _, rule = _policy(facts, "EU", "black mass and lithium waste batteries hazardous")
    country = {row["site"]: row["country"] for row in book.rows("sites")}
    ends = {
        row["lane"]: (country[row["origin"]], country[row["destination"]])
        for row in book.rows("lanes")
    }
    pairs = {
        ends[row["lane"]]
        for row in book.rows("shipments")
        if row["commodity"].startswith("black_mass") and len(set(ends[row["lane"]])) == 2
    }
    inside = judged("Notification between members of the Union and Norway, in standing consent")
    for origin, destination in sorted(pairs):
        near = {origin, destination} <= {*EU, "NOR"}
        far = rule.but(
            "estimate", "OECD: prior consent; 150 days to get it, spread over a standing consent"
        )
        book.add(
            "permissions",
            inside if near else far,
            permission=f"waste/{origin}-{destination}",
            origin=origin,
            destination=destination,
            commodity="",
            cost=0.03 if near else 0.08,
            days=5.0 if near else 30.0,
        )
