"""Countries and sites of a generated network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

if TYPE_CHECKING:
    from benchmarks.network.shape import Shape

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_COUNTRIES: dict[str, tuple[float, float, float, float]] = {
    # latitude, longitude, weight upstream (mine to anode), weight downstream (cell to recycler)
    "CHN": (32, 112, 6, 6),
    "JPN": (36, 138, 1, 2),
    "KOR": (36, 128, 1, 2),
    "AUS": (-28, 125, 3, 0),
    "CHL": (-24, -69, 2, 0),
    "ARG": (-26, -66, 2, 0),
    "CAN": (50, -90, 1, 1),
    "USA": (38, -95, 1, 3),
    "COD": (-8, 25, 1, 0),
    "IDN": (-3, 120, 3, 0),
    "PHL": (12, 122, 1, 0),
    "MOZ": (-15, 38, 1, 0),
    "MAR": (32, -6, 1, 0),
    "ZAF": (-29, 24, 1, 0),
    "FIN": (64, 26, 1, 1),
    "NOR": (62, 10, 0, 1),
    "SWE": (62, 15, 0, 1),
    "DEU": (51, 10, 1, 4),
    "FRA": (47, 2, 0, 3),
    "ESP": (40, -4, 0, 2),
    "ITA": (43, 12, 0, 2),
    "POL": (52, 19, 0, 2),
    "HUN": (47, 19, 0, 2),
    "GBR": (53, -2, 0, 2),
}

BLOCS = {"EU": ("FIN", "SWE", "DEU", "FRA", "ESP", "ITA", "POL", "HUN")}

_EARTH_KM = 6371.0
_UPSTREAM = {"mine", "refinery", "material"}


@dataclass(frozen=True)
class Places:
    """Sites by kind: names, and radians of latitude and longitude in the same order."""

    names: dict[str, list[str]]
    latitude: dict[str, Floats]
    longitude: dict[str, Floats]
    country: dict[str, list[str]]

    def tables(self) -> dict[str, pl.DataFrame]:
        """``countries``, ``blocs`` and ``sites``."""
        kinds = list(self.names)
        return {
            "countries": pl.DataFrame({"country": list(_COUNTRIES), "name": list(_COUNTRIES)}),
            "blocs": pl.DataFrame(
                {
                    "bloc": [b for b, members in BLOCS.items() for _ in members],
                    "country": [c for members in BLOCS.values() for c in members],
                }
            ),
            "sites": pl.DataFrame(
                {
                    "site": [name for kind in kinds for name in self.names[kind]],
                    "country": [c for kind in kinds for c in self.country[kind]],
                    "latitude": np.degrees(np.concatenate([self.latitude[k] for k in kinds])),
                    "longitude": np.degrees(np.concatenate([self.longitude[k] for k in kinds])),
                }
            ),
        }

    def distance(self, origins: str, destinations: str) -> Floats:
        """Great-circle distances in km, destinations × origins."""
        a, b = self.latitude[destinations][:, None], self.latitude[origins][None, :]
        across = self.longitude[destinations][:, None] - self.longitude[origins][None, :]
        cosine = np.sin(a) * np.sin(b) + np.cos(a) * np.cos(b) * np.cos(across)
        return np.asarray(_EARTH_KM * np.arccos(np.clip(cosine, -1.0, 1.0)))


def scattered(shape: Shape, draw: np.random.Generator) -> Places:
    """Sites around the middle of countries, more of them where the weight is greater."""
    codes = list(_COUNTRIES)
    facts = np.array(list(_COUNTRIES.values()))
    names, latitude, longitude, country = {}, {}, {}, {}
    for kind, count in shape.sites.items():
        weight = facts[:, 2 if kind in _UPSTREAM else 3]
        at = draw.choice(len(codes), count, p=weight / weight.sum())
        names[kind] = [f"{kind}-{number:05d}" for number in range(count)]
        latitude[kind] = np.radians(facts[at, 0] + draw.normal(0.0, 3.0, count))
        longitude[kind] = np.radians(facts[at, 1] + draw.normal(0.0, 4.0, count))
        country[kind] = [codes[a] for a in at]
    return Places(names, latitude, longitude, country)
