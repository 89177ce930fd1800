"""Countries: their codes, their names in the tables, blocs, and what making things costs there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.book import judged, rule

if TYPE_CHECKING:
    from instances.generators.book import Book
    from instances.generators.facts import Facts, Prov


@dataclass(frozen=True)
class Country:
    """A country; ``like`` is the code of the one whose cost factors stand in for its own."""

    code: str
    name: str
    like: str = ""
    aliases: tuple[str, ...] = ()


_LIST = (
    Country("AGO", "Angola", "MAR"),
    Country("ARG", "Argentina", "CHL"),
    Country("AUS", "Australia"),
    Country("AUT", "Austria", "DEU"),
    Country("BEL", "Belgium", "FRA"),
    Country("BRA", "Brazil", "CHL"),
    Country("CAN", "Canada"),
    Country("CHE", "Switzerland", "DEU"),
    Country("CHL", "Chile"),
    Country("CHN", "China"),
    Country("COD", "DR Congo", "MAR", ("Congo, Democratic Republic",)),
    Country("CZE", "Czechia", "HUN"),
    Country("DEU", "Germany"),
    Country("ESP", "Spain"),
    Country("FIN", "Finland"),
    Country("FRA", "France"),
    Country("GAB", "Gabon", "MAR"),
    Country("GBR", "United Kingdom", "FRA"),
    Country("HUN", "Hungary"),
    Country("IDN", "Indonesia"),
    Country("IND", "India", "THA"),
    Country("ITA", "Italy", "ESP"),
    Country("JPN", "Japan"),
    Country("KOR", "South Korea", "", ("Korea",)),
    Country("MAR", "Morocco"),
    Country("MDG", "Madagascar", "MAR"),
    Country("MOZ", "Mozambique", "MAR"),
    Country("MYS", "Malaysia", "THA"),
    Country("NLD", "Netherlands", "FRA"),
    Country("NOR", "Norway", "SWE"),
    Country("PHL", "Philippines", "IDN"),
    Country("POL", "Poland"),
    Country("PRT", "Portugal", "ESP"),
    Country("RUS", "Russia", "POL"),
    Country("SVK", "Slovakia", "HUN"),
    Country("SVN", "Slovenia", "HUN"),
    Country("SWE", "Sweden"),
    Country("THA", "Thailand"),
    Country("TZA", "Tanzania", "MAR"),
    Country("USA", "United States", "", ("U.S.", "USA")),
    Country("VNM", "Vietnam", "IDN", ("Viet Nam",)),
    Country("ZAF", "South Africa", "MAR"),
    Country("ZWE", "Zimbabwe", "MAR"),
)

COUNTRIES = {country.code: country for country in _LIST}
CODES = {name: c.code for c in _LIST for name in (c.name, *c.aliases)}

EU = (
    "AUT", "BEL", "CZE", "DEU", "ESP", "FIN", "FRA", "HUN", "ITA", "NLD", "POL", "PRT", "SVK",
    "SVN", "SWE",
)  # fmt: skip
EPA_FREE = ("JPN", "KOR", "NOR", "CHE", "GBR", "CAN", "CHL", "MAR", "ZAF", "MDG", "MOZ", "VNM")
"""Partners whose batteries and chemicals enter the Union free of duty by agreement."""

BLOCS = {"EU": EU, "JP": ("JPN",)}


def write_countries(book: Book, codes: set[str]) -> None:
    """The countries in ``codes`` and the blocs among them."""
    prov = rule("ISO 3166")
    for code in sorted(codes):
        book.add("countries", prov, country=code, name=COUNTRIES[code].name)
    for bloc, members in BLOCS.items():
        for code in members:
            if code in codes:
                book.add("blocs", rule("Membership in 2025"), bloc=bloc, country=code)


@dataclass(frozen=True)
class Factors:
    """What drives cost in a country: capital (USA = 1), wage (USD/h), electricity (USD/kWh)."""

    capital: float
    wage: float
    electricity: float
    prov: Prov


class Regions:
    """Costs by country, between a Chinese and a European figure.

    Every cost of making is interpolated (and, outside, extrapolated) between the two by an index
    that is 0 in China and 1 for the mean of Germany and France. For capital the index follows the
    capital factor of table 05; for operation it follows the conversion cost of a cell plant,
    ``3.95 + 0.268 wage + 30 electricity`` USD/kWh, a line through EverBatt's China, Korea and USA.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._made: dict[str, Factors] = {}
        mean = [(self.factors("DEU"), self.factors("FRA"))]
        self._capital = (self.factors("CHN").capital, sum(f.capital for f in mean[0]) / 2)
        self._operation = (
            self._conversion("CHN"),
            (self._conversion("DEU") + self._conversion("FRA")) / 2,
        )

    def factors(self, code: str) -> Factors:
        """The factors of a country, or of the one that stands in for it."""
        if code not in self._made:
            self._made[code] = self._read(COUNTRIES[code].like or code, code)
        return self._made[code]

    def _read(self, like: str, code: str) -> Factors:
        region = COUNTRIES[like].name
        capital = self._facts.get("05", item="capital cost factor (US=1)", region=region)
        prov = capital.prov
        if like != code:
            prov = judged(f"Cost factors of {region} stand in for {COUNTRIES[code].name}")
        return Factors(
            capital.value,
            self._facts.value("05", item="direct labour, cell plant", region=region),
            self._facts.value("05", item="electricity, industrial", region=region),
            prov,
        )

    def _conversion(self, code: str) -> float:
        f = self.factors(code)
        return 3.95 + 0.268 * f.wage + 30.0 * f.electricity

    def capital(self, code: str, china: float, europe: float) -> float:
        """Capital cost in a country, given that in China and in Europe."""
        low, high = self._capital
        index = (self.factors(code).capital - low) / (high - low)
        return max(china + (europe - china) * index, 0.9 * china)

    def operation(self, code: str, china: float, europe: float, cluster: float = 0.0) -> float:
        """Operating cost in a country, given that in China and in Europe.

        ``cluster`` is the part of the gap that every other country bears whatever its wages: short
        supply lines, yield and scale that only China has.
        """
        low, high = self._operation
        index = (self._conversion(code) - low) / (high - low)
        if code != "CHN":
            index = cluster + (1 - cluster) * index
        return max(china + (europe - china) * index, 0.9 * china)
