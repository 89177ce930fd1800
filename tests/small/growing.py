"""Random small chains in which most capacity is yet to be built, to try what links allow.

Two echelons make parts and goods at sites that may lie in either; goods may go in circles, wait,
be thrown away or sold; builds come late, ramp up, repeat, and are struck in a scenario. Every
shortfall has a price, so there always is a plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.regression.published.draft import Draft

if TYPE_CHECKING:
    from optimizer.data.instance import Instance

MAKERS, FITTERS, MARKETS = ("m1", "m2"), ("a1", "a2"), ("c1", "c2")
AMOUNTS = (1.0, 2.0, 3.0, 5.0, 8.0)


def two_plants(size: float = 20.0, fixed: float = 100.0) -> Draft:
    """Customers want 5 and 8; each plant could serve both."""
    draft = Draft("two-plants")
    draft.commodity("goods")
    making = draft.recipe("making", {"goods": 1.0})
    for site in ("near", "far"):
        plant = draft.facility(f"plant-{site}", draft.site(site))
        draft.to_build(plant, size, fixed)
        draft.operate(plant, making)
    for customer, amount in (("small", 5.0), ("large", 8.0)):
        draft.want(draft.site(customer), "goods", amount)
        for site in ("near", "far"):
            draft.ship(draft.lane(site, customer), "goods", 1.0)
    return draft


class _Chain:
    """A draft and what draws its numbers."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.draft = Draft("growing", years=draw(st.integers(1, 3)))

    def maybe(self) -> bool:
        return bool(self.draw(st.booleans()))

    def amount(self) -> float:
        return float(self.draw(st.sampled_from(AMOUNTS)))

    def one(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))


@st.composite
def growing(draw: Any) -> Instance:
    """Instances; all amounts are whole, so that a comparison of optima is sharp."""
    w = _Chain(draw)
    for commodity in ("ore", "part", "good"):
        w.draft.commodity(commodity)
    for site in (*MAKERS, *FITTERS, *MARKETS):
        w.draft.site(site)
    _scenario(w)
    w.draft.add("ramps", ramp="slow", age=0, fraction=0.5)
    w.draft.add("ramps", ramp="slow", age=1, fraction=1.0)
    making = w.draft.recipe("making", {"ore": -1.0, "part": w.one(1.0, 2.0)})
    fitting = w.draft.recipe("fitting", {"part": -w.one(1.0, 2.0), "good": 1.0})
    spare = w.draft.recipe("spare", {"part": 1.0})
    for site in (*MAKERS, *(s for s in FITTERS if w.maybe())):
        _plant(w, f"maker-{site}", site, making, *([spare] if w.maybe() else []))
        w.draft.supply(site, "ore", None if w.maybe() else w.amount(), price=w.amount())
    for site in FITTERS:
        _plant(w, f"fitter-{site}", site, fitting)
    _lanes(w)
    _ends(w)
    return w.draft.instance()


def _scenario(w: _Chain) -> None:
    if w.maybe():
        last = w.draft.periods[-1]
        w.draft.scenario("bad", 0.5, last)
        w.draft.add(
            "disruptions",
            disruption="blow",
            scenario="bad",
            kind="site",
            target=w.one(*FITTERS),
            first_period=last,
            last_period=last,
            remaining=w.one(0.0, 0.5),
        )


def _plant(w: _Chain, name: str, site: str, *processes: str) -> None:
    plant = w.draft.facility(name, site)
    if w.draw(st.integers(0, 4)) == 0:
        w.draft.capacity(plant, w.amount())
    for process in processes:
        w.draft.operate(plant, process, w.amount(), w.one(1.0, 1.0, 2.0))
    for way in range(w.draw(st.integers(1, 2))):
        w.draft.add(
            "expansions",
            expansion=f"{name}+{way}",
            facility=plant,
            size_min=w.one(0.0, 1.0),
            size_max=w.one(2.0, 5.0, 20.0),
            fixed_capex=w.one(0.0, 5.0, 20.0, 50.0),
            unit_capex=w.one(0.0, 1.0),
            lead_days=w.one(0, 0, 365),
            max_builds=w.one(1, 1, 2),
            ramp=w.one("", "slow"),
            life_years=w.one(1.0, 10.0),
        )


def _lanes(w: _Chain) -> None:
    ways = [(m, a, "part") for m in MAKERS for a in FITTERS]
    ways += [(a, c, "good") for a in FITTERS for c in MARKETS]
    ways += [("a1", "a2", "good"), ("a2", "a1", "good"), ("a1", "a2", "part"), ("c1", "c2", "good")]
    for origin, destination, commodity in ways:
        if w.draw(st.integers(0, 3)):
            lane = w.draft.lane(
                origin,
                destination,
                name=f"{origin}.{destination}.{commodity}",
                days=w.one(0.0, 0.0, 0.0, 300.0),
                capacity=w.one(None, None, 4.0),
            )
            w.draft.ship(lane, commodity, w.one(0.0, 1.0, 2.0), w.one(None, None, 3.0))


def _ends(w: _Chain) -> None:
    for site in (*FITTERS, *MARKETS):
        if w.draw(st.integers(0, 3)) == 0:
            w.draft.add(
                "storages",
                site=site,
                commodity="good",
                capacity=w.amount(),
                holding_cost=w.one(0.0, 1.0),
                initial=w.one(0.0, 0.0, 1.0),
            )
    for site in FITTERS:
        if w.draw(st.integers(0, 3)) == 0:
            w.draft.add("disposals", site=site, commodity=w.one("part", "good"), cost=0.0)
        if w.draw(st.integers(0, 3)) == 0:
            w.draft.add("sales", site=site, commodity="good", price=3.0, quantity=w.amount())
    for market in MARKETS:
        for period in w.draft.periods:
            w.draft.want(market, "good", w.amount(), period=period, penalty=w.one(30.0))
