"""The places of ``japan-eu``: where plants, ports and markets are, and by which port they trade."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from instances.generators.book import judged, rule

if TYPE_CHECKING:
    from instances.generators.book import Book
    from instances.generators.facts import Facts


@dataclass(frozen=True)
class Place:
    """A site; ``hub`` is the place through which it reaches the sea, itself where it is a port."""

    key: str
    country: str
    latitude: float
    longitude: float
    hub: str
    port: str = ""
    """Name in the table of ports, for a place that is a port."""

    def km(self, other: Place) -> float:
        """Great-circle distance."""
        north, east = (
            radians(other.latitude - self.latitude),
            radians(other.longitude - self.longitude),
        )
        chord = sin(north / 2) ** 2 + cos(radians(self.latitude)) * cos(radians(other.latitude)) * (
            sin(east / 2) ** 2
        )
        return 12742.0 * asin(sqrt(chord))


_PORTS = (
    # key, country, name in table 09a
    ("shanghai", "CHN", "Shanghai"),
    ("busan", "KOR", "Busan"),
    ("yokohama", "JPN", "Yokohama"),
    ("rotterdam", "NLD", "Rotterdam"),
    ("gdansk", "POL", "Gdansk"),
    ("koper", "SVN", "Koper"),
    ("valencia", "ESP", "Valencia"),
    ("kokkola", "FIN", "Kokkola"),
    ("fremantle", "AUS", "Fremantle"),
    ("port-hedland", "AUS", "Port Hedland"),
    ("antofagasta", "CHL", "Antofagasta"),
    ("buenos-aires", "ARG", "Buenos Aires"),
    ("vitoria", "BRA", "Vitoria (BR)"),
    ("montreal", "CAN", "Montreal"),
    ("new-orleans", "USA", "New Orleans"),
    ("jorf-lasfar", "MAR", "Jorf Lasfar"),
    ("durban", "ZAF", "Durban"),
    ("ngqura", "ZAF", "Port Elizabeth (Ngqura)"),
    ("dar-es-salaam", "TZA", "Dar es Salaam"),
    ("lobito", "AGO", "Lobito"),
    ("nacala", "MOZ", "Nacala"),
    ("toamasina", "MDG", "Toamasina"),
    ("owendo", "GAB", "Owendo (Gabon)"),
    ("morowali", "IDN", "Morowali"),
    ("weda-bay", "IDN", "Weda Bay"),
    ("jakarta", "IDN", "Jakarta"),
    ("surigao", "PHL", "Surigao (PH)"),
    ("johor", "MYS", "Johor (Tanjung Pelepas)"),
    ("laem-chabang", "THA", "Laem Chabang"),
    ("haiphong", "VNM", "Haiphong"),
    ("murmansk", "RUS", "Murmansk"),
)

_INLAND = (
    # key, country, north, east, port
    ("ningde", "CHN", 26.7, 119.5, "shanghai"),
    ("changzhou", "CHN", 31.7, 119.6, "shanghai"),
    ("hefei", "CHN", 31.8, 117.2, "shanghai"),
    ("quzhou", "CHN", 28.9, 118.9, "shanghai"),
    ("xinyu", "CHN", 27.8, 114.9, "shanghai"),
    ("jingmen", "CHN", 31.0, 112.2, "shanghai"),
    ("changsha", "CHN", 28.2, 112.9, "shanghai"),
    ("tongren", "CHN", 27.4, 109.0, "shanghai"),
    ("guiyang", "CHN", 26.6, 106.7, "shanghai"),
    ("qinzhou", "CHN", 21.7, 108.6, "shanghai"),
    ("huizhou", "CHN", 23.1, 114.3, "shanghai"),
    ("yibin", "CHN", 28.8, 104.6, "shanghai"),
    ("suining", "CHN", 30.5, 105.6, "shanghai"),
    ("qujing", "CHN", 25.0, 103.0, "shanghai"),
    ("xining", "CHN", 36.6, 100.0, "shanghai"),
    ("xian", "CHN", 34.2, 108.9, "shanghai"),
    ("jinchang", "CHN", 38.5, 102.2, "shanghai"),
    ("baotou", "CHN", 40.6, 109.7, "shanghai"),
    ("luobei", "CHN", 47.6, 130.8, "shanghai"),
    ("qingdao", "CHN", 36.6, 120.3, "shanghai"),
    ("gwangyang", "KOR", 34.9, 127.6, "busan"),
    ("pohang", "KOR", 36.1, 129.4, "busan"),
    ("ochang", "KOR", 36.8, 127.5, "busan"),
    ("ulsan", "KOR", 35.5, 129.3, "busan"),
    ("gunsan", "KOR", 35.9, 126.6, "busan"),
    ("daegu", "KOR", 35.9, 128.5, "busan"),
    ("niihama", "JPN", 34.0, 133.3, "yokohama"),
    ("himeji", "JPN", 34.8, 134.7, "yokohama"),
    ("osaka", "JPN", 34.6, 135.5, "yokohama"),
    ("moriyama", "JPN", 35.0, 136.0, "yokohama"),
    ("nagoya", "JPN", 35.0, 136.9, "yokohama"),
    ("tsuruga", "JPN", 35.8, 136.2, "yokohama"),
    ("omachi", "JPN", 36.4, 137.9, "yokohama"),
    ("ibaraki", "JPN", 36.3, 140.2, "yokohama"),
    ("naraha", "JPN", 37.3, 141.0, "yokohama"),
    ("chiba", "JPN", 35.6, 140.1, "yokohama"),
    ("kanda", "JPN", 33.9, 131.0, "yokohama"),
    ("anan", "JPN", 33.9, 134.7, "yokohama"),
    ("odate", "JPN", 40.3, 140.6, "yokohama"),
    ("stuttgart", "DEU", 48.8, 9.2, "rotterdam"),
    ("salzgitter", "DEU", 52.1, 10.4, "rotterdam"),
    ("arnstadt", "DEU", 50.8, 10.9, "rotterdam"),
    ("bitterfeld", "DEU", 51.6, 12.3, "rotterdam"),
    ("schwarzheide", "DEU", 51.5, 13.9, "gdansk"),
    ("dormagen", "DEU", 51.1, 6.8, "rotterdam"),
    ("emden", "DEU", 53.4, 7.2, "rotterdam"),
    ("frankfurt", "DEU", 50.1, 8.5, "rotterdam"),
    ("paris", "FRA", 48.9, 2.4, "rotterdam"),
    ("dunkirk", "FRA", 51.0, 2.3, "rotterdam"),
    ("echassieres", "FRA", 46.2, 2.9, "rotterdam"),
    ("viviez", "FRA", 44.6, 2.2, "valencia"),
    ("barcelona", "ESP", 41.4, 2.1, "valencia"),
    ("sagunto", "ESP", 39.7, -0.2, "valencia"),
    ("zaragoza", "ESP", 41.8, -1.2, "valencia"),
    ("merida", "ESP", 39.4, -6.0, "valencia"),
    ("sines", "PRT", 38.0, -8.8, "valencia"),
    ("barroso", "PRT", 41.6, -7.8, "valencia"),
    ("turin", "ITA", 45.1, 7.7, "koper"),
    ("tychy", "POL", 50.1, 19.0, "gdansk"),
    ("wroclaw", "POL", 51.0, 16.9, "gdansk"),
    ("nysa", "POL", 50.5, 17.3, "gdansk"),
    ("bratislava", "SVK", 48.2, 17.1, "koper"),
    ("surany", "SVK", 48.1, 18.2, "koper"),
    ("god", "HUN", 47.6, 18.9, "koper"),
    ("debrecen", "HUN", 47.5, 21.6, "koper"),
    ("chvaletice", "CZE", 50.0, 15.4, "gdansk"),
    ("cinovec", "CZE", 50.6, 13.6, "gdansk"),
    ("ghent", "BEL", 51.1, 3.7, "rotterdam"),
    ("hoboken", "BEL", 51.2, 4.4, "rotterdam"),
    ("gothenburg", "SWE", 57.7, 11.9, "rotterdam"),
    ("halmstad", "SWE", 56.7, 12.9, "rotterdam"),
    ("skelleftea", "SWE", 64.7, 21.0, "kokkola"),
    ("lulea", "SWE", 65.6, 22.1, "kokkola"),
    ("harjavalta", "FIN", 61.3, 22.1, "kokkola"),
    ("sotkamo", "FIN", 64.0, 28.0, "kokkola"),
    ("kotka", "FIN", 60.5, 26.9, "kokkola"),
    ("kristiansand", "NOR", 58.1, 8.0, "rotterdam"),
    ("porsgrunn", "NOR", 59.1, 9.6, "rotterdam"),
    ("skaland", "NOR", 69.4, 17.3, "kokkola"),
    ("greenbushes", "AUS", -33.9, 116.1, "fremantle"),
    ("kwinana", "AUS", -32.2, 115.8, "fremantle"),
    ("groote-eylandt", "AUS", -14.0, 136.5, "port-hedland"),
    ("atacama", "CHL", -23.6, -68.3, "antofagasta"),
    ("olaroz", "ARG", -24.3, -66.8, "buenos-aires"),
    ("becancour", "CAN", 46.4, -72.4, "montreal"),
    ("sudbury", "CAN", 46.5, -81.0, "montreal"),
    ("james-bay", "CAN", 48.5, -77.8, "montreal"),
    ("vidalia", "USA", 31.5, -91.5, "new-orleans"),
    ("kenitra", "MAR", 34.3, -6.6, "jorf-lasfar"),
    ("tangier", "MAR", 35.7, -5.9, "jorf-lasfar"),
    ("guemassa", "MAR", 31.4, -8.2, "jorf-lasfar"),
    ("hotazel", "ZAF", -27.2, 22.9, "ngqura"),
    ("mbombela", "ZAF", -25.5, 31.0, "durban"),
    ("bikita", "ZWE", -20.1, 31.6, "durban"),
    ("kolwezi", "COD", -10.7, 25.5, "lobito"),
    ("lindi", "TZA", -10.0, 38.9, "dar-es-salaam"),
    ("balama", "MOZ", -13.3, 38.7, "nacala"),
    ("molo", "MDG", -24.0, 45.1, "toamasina"),
    ("moanda", "GAB", -1.6, 13.2, "owendo"),
    ("sorowako", "IDN", -2.6, 121.4, "morowali"),
    ("kendal", "IDN", -6.9, 110.3, "jakarta"),
    ("kulim", "MYS", 5.4, 100.6, "johor"),
    ("rayong", "THA", 13.0, 101.2, "laem-chabang"),
    ("ha-tinh", "VNM", 18.1, 106.4, "haiphong"),
    ("norilsk", "RUS", 69.3, 88.2, "murmansk"),
)

MORE_HUBS = {
    # Other ports a place also uses.
    "kolwezi": ("durban", "dar-es-salaam"),
    "wroclaw": ("rotterdam",),
    "bratislava": ("rotterdam",),
    "debrecen": ("gdansk",),
    "turin": ("rotterdam",),
    "barcelona": ("rotterdam",),
    "schwarzheide": ("rotterdam",),
}

NAMES = {
    "xian": "Xi'an",
    "rotterdam": "Rotterdam",
    "god": "Göd and Komárom",
    "skelleftea": "Skellefteå",
    "lulea": "Luleå",
    "merida": "Mérida and Navalmoral",
    "himeji": "Himeji and Harima",
    "hefei": "Hefei and Bengbu",
    "surany": "Šurany",
    "echassieres": "Échassières",
}


def name_of(site: str) -> str:
    """A place's name for people."""
    return NAMES.get(site, site.replace("-", " ").title())


def read_places(facts: Facts) -> dict[str, Place]:
    """All places by key; ports have the coordinates of table 09a."""
    ports = {row["port"]: row for row in facts.rows("09a")}
    places = {
        key: Place(key, country, float(ports[name]["lat"]), float(ports[name]["lon"]), key, name)
        for key, country, name in _PORTS
    }
    for key, country, north, east, hub in _INLAND:
        if key not in places:
            places[key] = Place(key, country, north, east, hub)
    return places


def write_places(book: Book, places: dict[str, Place], used: set[str]) -> None:
    """The sites in ``used``."""
    for place in places.values():
        if place.key not in used:
            continue
        prov = (
            rule("Port of table 09a")
            if place.port
            else judged("City rounded to 0.1 degree; stands for plants nearby")
        )
        name = name_of(place.key)
        book.add(
            "sites",
            prov,
            site=place.key,
            name=name,
            country=place.country,
            latitude=place.latitude,
            longitude=place.longitude,
        )
