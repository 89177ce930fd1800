"""How much of what arrives passed through watched places, when nobody wrote down which went where.

At a place where inputs of several origins meet, records say how much came in and went out, not
which of it. So there is a least and a greatest share that fit what is recorded, and a proportional
one, as if everything that meets were mixed. After Cheng, Fuchs, Karplus & Michalek, Nature
Communications 15, 2143 (2024).
"""

from __future__ import annotations

from optimizer.results.attribution.bounds import greatest, least
from optimizer.results.attribution.carried import carried
from optimizer.results.attribution.mixing import mixed
from optimizer.results.attribution.network import Network, Weaver
from optimizer.results.attribution.of_plan import PlanTrail, Served, Traced

__all__ = [
    "Network",
    "PlanTrail",
    "Served",
    "Traced",
    "Weaver",
    "carried",
    "greatest",
    "least",
    "mixed",
]
