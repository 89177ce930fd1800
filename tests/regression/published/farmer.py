"""The farmer: what to sow before the weather is known (Birge and Louveaux).

Sowing happens on the trunk and turns land into fields, which wait for the harvest of the year
after. The yield of a course of the weather is a recipe of its own, and the facility that runs it
has capacity only in that scenario. Beets beyond the quota go to a second buyer.
"""

from __future__ import annotations

from tests.regression.published.draft import Case, Converted, Draft

LAND = "land"


def convert(case: Case) -> Converted:
    """The case as an instance of two periods and a scenario per course of the weather."""
    draft = Draft(case["id"], years=2)
    sowing, harvest = draft.periods
    farm = draft.site("farm")
    acres: float = case["land"]
    draft.commodity(LAND)
    draft.supply(farm, LAND, acres, period=sowing)
    draft.supply(farm, LAND, 0.0, period=harvest)
    weathers = [f"weather-{s}" for s in range(len(case["probability"]))]
    for weather, chance in zip(weathers, case["probability"], strict=True):
        draft.scenario(weather, chance, harvest)
    field = draft.unlimited("field", farm)
    for c, crop in enumerate(case["crops"]):
        sown = draft.commodity(f"sown-{crop}")
        draft.commodity(crop)
        sow = draft.recipe(f"sow-{crop}", {LAND: -1.0, sown: 1.0})
        draft.operate(field, sow, case["plant_cost"][c], capacity_use=0.0)
        draft.add("storages", site=farm, commodity=sown, capacity=acres)
        _harvests(draft, case, c, acres, weathers)
        _market(draft, case, c)
    return Converted(draft.instance())


def _harvests(draft: Draft, case: Case, c: int, acres: float, weathers: list[str]) -> None:
    crop = case["crops"][c]
    for weather, factor in zip(weathers, case["scenario_factor"], strict=True):
        reap = draft.recipe(
            f"reap-{crop}-{weather}", {f"sown-{crop}": -1.0, crop: case["yield_mean"][c] * factor}
        )
        reaper = draft.facility(f"reaper-{crop}-{weather}", "farm")
        draft.capacity(reaper, acres, period=draft.periods[1], scenario=weather)
        draft.operate(reaper, reap)


def _market(draft: Draft, case: Case, c: int) -> None:
    crop, harvest = case["crops"][c], draft.periods[1]
    if case["need"][c]:
        draft.want("farm", crop, case["need"][c], period=harvest)
    if case["buy_price"][c] is not None:
        draft.supply("farm", crop, None, price=case["buy_price"][c], period=harvest)
    quota = case["beet_quota"] if crop == "beets" else None
    draft.add("sales", site="farm", commodity=crop, price=case["sell_price"][c], quantity=quota)
    if quota is not None:
        lane = draft.lane("farm", draft.site("second-buyer"))
        draft.ship(lane, crop)
        draft.add("sales", site="second-buyer", commodity=crop, price=case["beet_low_price"])
