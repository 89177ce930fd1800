"""How much of a plant serves Japan and Europe: the rule that scales the world down to the model.

The model serves only Japan and the Union, so a plant counts with the part that they can reach:

* in the Union: all of it; in Japan: half, as the rest goes into exported cars and into plants of
  Japanese makers elsewhere; of nickel and cobalt refiners in both two fifths;
* in China, and mines and leaching plants anywhere (whose output passes through a world market): the
  share of the world's batteries that Japan and the Union want in the year;
* elsewhere: their share of the batteries wanted outside China, as China mostly feeds itself, times
  an openness that says how far the country sells abroad (1 unless listed), never above 0.95.

The shares follow from demand (``demand``); openness is judged. Nameplate is turned into output by
``AVAILABILITY``; what is being ramped up counts in part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.countries import EU

if TYPE_CHECKING:
    from instances.generators.demand import World

AVAILABILITY = 0.85
"""Output over nameplate: judged, from the yields of table 04 and planned stops."""

HOME_JAPAN = 0.5

METALS = ("cobalt", "nickel")
METALS_HOME = 0.4
"""Nickel and cobalt refiners of the Union and Japan also sell to alloys, catalysts and abroad."""

OPENNESS = {
    "KOR": 1.5,  # exports most of its cathode, anode and cells, much of it to America
    "MAR": 3.0,  # built for Europe
    "NOR": 3.0,
    "AUS": 1.3,
    "CHL": 0.8,  # three quarters of its carbonate goes to China
    "ARG": 0.8,
    "PHL": 2.0,  # leaching plants of a Japanese refiner
    "USA": 0.3,  # mostly kept at home by rules of origin
    "CAN": 0.6,
    "RUS": 0.5,
}

FIRST_YEARS = (0.4, 0.7, 1.0)
"""Part of a plant that is being ramped up, by year since it began."""

WORLD_MARKET = ("mine", "hpal")


def reach(world: World, country: str, group: str, year: int) -> float:
    """Part of a plant's output in a year that Japan and the Union can have."""
    if group in METALS and (country in EU or country == "JPN"):
        return METALS_HOME
    if country in EU:
        return 1.0
    if country == "JPN":
        return HOME_JAPAN
    openness = OPENNESS.get(country, 1.0)
    if country == "CHN" or group.startswith(WORLD_MARKET):
        return min(0.95, openness * world.reach_world(year))
    return min(0.95, openness * world.reach_beyond_china(year))


def ramped(status: str, start: int | None, year: int) -> float:
    """Part of the nameplate that works in a year, given the plant's status in 2025 to 2026."""
    if not status.startswith("operating"):
        return 0.0
    if "ramp-up" not in status:
        return 1.0 if start is None or start <= year else 0.0
    age = year - max(start or 2025, 2025)
    return 0.0 if age < 0 else FIRST_YEARS[min(age, len(FIRST_YEARS) - 1)]
