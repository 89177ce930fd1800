"""What must happen to the optimum when an instance is said otherwise, loosened or tightened."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.data.columns import Kind
from optimizer.data.instance import Instance
from optimizer.data.tables import TABLES
from optimizer.settings import BuildSettings, DependenceLimit
from tests.small.instances import an_instance, changed, optimum
from tests.small.worlds import examples, limits, worlds

pytestmark = pytest.mark.slow

CLOSE = 1e-6


def _money(unit: str) -> bool:
    return unit.startswith("money")


def _scaled(instance: Instance, wanted: Callable[[str], bool], factor: float) -> Instance:
    """All columns of some unit times a factor."""
    tables = {}
    for table in TABLES.values():
        names = [c.name for c in table.columns if c.kind is Kind.NUMBER and wanted(c.unit)]
        tables[table.name] = instance.table(table.name).with_columns(pl.col(names) * factor)
    return changed(instance, **tables)


@given(worlds(), st.sampled_from([0.01, 3.0, 1000.0]))
def test_all_money_times_a_factor_is_cost_times_the_factor(world: Instance, factor: float) -> None:
    assert optimum(_scaled(world, _money, factor)) == pytest.approx(
        factor * optimum(world), rel=CLOSE, abs=CLOSE * factor
    )


BY_AMOUNT = {
    # Columns that hold amounts of the commodity in the same row, and those per amount of it.
    "recipes": (["coefficient"], []),
    "contracts": (["minimum", "maximum"], ["price"]),
    "disposals": ([], ["cost"]),
    "contents": ([], ["tonnes"]),
    "sales": (["quantity"], ["price"]),
    "shipments": (["capacity"], ["cost_per_unit"]),
    "storages": (
        ["capacity", "minimum", "initial", "final_minimum", "expansion_max"],
        ["holding_cost", "final_value", "expansion_cost"],
    ),
    "arrivals": (["quantity"], []),
    "tariffs": ([], ["amount"]),
    "quotas": (["quantity"], []),
    "permissions": ([], ["cost"]),
    "commodities": ([], ["tonnes_per_unit", "value_per_unit"]),
    "chemistries": ([], ["energy_per_unit"]),
}


def _restated(instance: Instance, commodity: str, factor: float) -> Instance:
    """One commodity in a unit ``factor`` times as small; its mass is said, not read off."""
    tables = {}
    for name, (amounts, per_amount) in BY_AMOUNT.items():
        rows, own = instance.table(name), pl.col("commodity") == commodity
        if name == "commodities":
            kilo = pl.when(pl.col("unit") == "kt").then(1000.0).otherwise(pl.col("tonnes_per_unit"))
            rows = rows.with_columns(tonnes_per_unit=kilo)
        tables[name] = rows.with_columns(
            *(pl.when(own).then(pl.col(c) * factor).otherwise(pl.col(c)).alias(c) for c in amounts),
            *(
                pl.when(own).then(pl.col(c) / factor).otherwise(pl.col(c)).alias(c)
                for c in per_amount
            ),
        )
    sold = instance.table("supplies").filter(pl.col("commodity") == commodity)["supply"].implode()
    own = pl.col("supply").is_in(sold)
    tables["supply_terms"] = instance.table("supply_terms").with_columns(
        price=pl.when(own).then(pl.col("price") / factor).otherwise("price"),
        quantity=pl.when(own).then(pl.col("quantity") * factor).otherwise("quantity"),
    )
    back = pl.col("eol_commodity") == commodity
    tables["chemistries"] = tables["chemistries"].with_columns(
        eol_per_energy=pl.when(back)
        .then(pl.col("eol_per_energy") * factor)
        .otherwise("eol_per_energy")
    )
    return changed(instance, **tables)


@given(worlds(), st.sampled_from(["ore", "cell", "spent", "slag"]), st.sampled_from([1000.0, 0.01]))
def test_a_commodity_in_another_unit_costs_the_same(
    world: Instance, commodity: str, factor: float
) -> None:
    restated = _restated(world, commodity, factor)
    assert optimum(restated) == pytest.approx(optimum(world), rel=CLOSE, abs=1e-5)


def _relabelled(instance: Instance) -> Instance:
    """Every name but those of countries turned around, every table upside down."""
    kept = set(instance.table("countries")["country"])

    def renamed(name: str | None) -> str | None:
        return name if not name or name in kept else f"x-{name[::-1]}"

    tables = {}
    for table in TABLES.values():
        rows = instance.table(table.name).reverse()
        named = [c.name for c in table.columns if c.kind is Kind.ID]
        named += ["target"] if table.name in {"disruptions", "swings"} else []
        named += ["element"] if table.name == "rules" else []
        tables[table.name] = rows.with_columns(
            pl.col(named).map_elements(renamed, return_dtype=pl.String, skip_nulls=False)
        )
    return changed(instance, **tables)


@given(worlds())
def test_names_and_order_do_not_matter(world: Instance) -> None:
    assert optimum(_relabelled(world)) == pytest.approx(optimum(world), rel=CLOSE, abs=1e-5)


LOOSER: dict[str, Callable[[Instance], dict[str, pl.DataFrame]]] = {
    "more to buy": lambda w: {
        "supply_terms": w.table("supply_terms").with_columns(pl.col("quantity") * 1.5)
    },
    "more to sell": lambda w: {"sales": w.table("sales").with_columns(pl.col("quantity") + 1.0)},
    "wider lanes": lambda w: {
        "lanes": w.table("lanes").with_columns(pl.col("capacity_t") * 1.5),
        "shipments": w.table("shipments").with_columns(pl.col("capacity") * 1.5),
    },
    "larger quotas": lambda w: {"quotas": w.table("quotas").with_columns(pl.col("quantity") + 1.0)},
    "no bans": lambda w: {"bans": w.table("bans").clear()},
    "no permission needed": lambda w: {
        "commodities": w.table("commodities").with_columns(needs_permission=False),
        "permissions": w.table("permissions").clear(),
    },
    "milder rules": lambda w: {
        "rules": w.table("rules").with_columns(
            level=pl.col("level") * pl.when(pl.col("sense") == "least").then(0.5).otherwise(1.5)
        )
    },
    "cheaper to miss rules": lambda w: {
        "rules": w.table("rules").with_columns(pl.col("price") * 0.5)
    },
    "no least shares": lambda w: {"shares": w.table("shares").with_columns(minimum=0.0)},
    "no least use": lambda w: {"facilities": w.table("facilities").with_columns(minimum_use=0.0)},
    "no safety stock": lambda w: {
        "storages": w.table("storages").with_columns(minimum=0.0, final_minimum=0.0)
    },
    "more room": lambda w: {"storages": w.table("storages").with_columns(pl.col("capacity") + 1.0)},
    "more builds": lambda w: {
        "expansions": w.table("expansions").with_columns(
            max_builds=pl.col("max_builds") + 1, choose_one=pl.lit("")
        )
    },
    "larger builds": lambda w: {
        "expansions": w.table("expansions").with_columns(pl.col("size_max") * 2.0, size_min=0.0)
    },
    "freer contracts": lambda w: {
        "contracts": w.table("contracts").with_columns(pl.col("maximum") + 1.0, minimum=0.0)
    },
    "all may be closed": lambda w: {
        "facilities": w.table("facilities").with_columns(closable=True)
    },
    "no disruptions of plants": lambda w: {
        "disruptions": w.table("disruptions").filter(
            pl.col("kind").is_in(["country", "site", "facility"]).not_()
        )
    },
}


@examples(30)
@given(worlds(), st.sampled_from(sorted(LOOSER)))
def test_a_looser_limit_is_no_dearer(world: Instance, how: str) -> None:
    # A plant that works fully may have to run more, and who is not struck must keep the law; only
    # without these is that no burden.
    calm = changed(
        world,
        facilities=world.table("facilities").with_columns(minimum_use=0.0),
        rules=world.table("rules").clear(),
    )
    base = calm if how == "no disruptions of plants" else world
    before = optimum(base)
    after = optimum(changed(base, **LOOSER[how](base)))
    assert after <= before + CLOSE * max(1.0, abs(before))


def _grown(world: Instance, **rows: str) -> Instance:
    """The instance with more rows."""
    tables = {
        name: pl.concat([world.table(name), changed(world, **{name: text}).table(name)])
        for name, text in rows.items()
    }
    return changed(world, **tables)


NOTHING: dict[str, dict[str, str]] = {
    "a site": {"sites": "site country\nempty JPN"},
    "a banned lane": {
        "lanes": "lane origin destination mode cost_per_t\nnew de cn ship 0",
        "shipments": "lane commodity\nnew cell",
        "bans": "ban origin destination\nnone DEU CHN",
    },
    "a lane shut for good": {
        "lanes": "lane origin destination mode cost_per_t\nnew cn fr ship 0",
        "shipments": "lane commodity\nnew cell",
        "disruptions": "disruption kind target first_period last_period remaining\n"
        "shut lane new p0 LAST 0",
    },
    "a plant without capacity": {
        "facilities": "facility site unit\nidle cn GWh",
        "operations": "facility process\nidle make",
    },
    "a build that comes too late": {
        "expansions": "expansion facility size_max lead_days\nlate recovery 9 9999"
    },
    "a supply of nothing": {
        "supplies": "supply site commodity\nnone cn ore",
        "supply_terms": "supply period price quantity\nnone p0 0.01 0",
    },
    "a storage without room": {"storages": "site commodity\ncn slag"},
    "a chemistry from the far future": {
        "chemistries": "chemistry commodity available_from\nlater cell 2090-01-01",
        "shares": "segment chemistry period\ncars later p0",
    },
    "a market that wants nothing": {"demands": "market segment period energy\njp cars p0 0"},
}


@examples(30)
@given(worlds(), st.sampled_from(sorted(NOTHING)))
def test_what_cannot_be_used_changes_nothing(world: Instance, what: str) -> None:
    last = world.table("periods")["period"][-1]
    rows = {name: text.replace("LAST", last) for name, text in NOTHING[what].items()}
    assert optimum(_grown(world, **rows)) == pytest.approx(optimum(world), rel=CLOSE, abs=1e-5)


@given(worlds(), st.sampled_from(["exposure", "stage_share"]))
def test_a_tighter_limit_on_dependence_is_never_cheaper(world: Instance, measure: Any) -> None:
    watched = frozenset({"CHN"})
    found = [optimum(world)]
    for level in (1.0, 0.6, 0.3, 0.0):
        limit = DependenceLimit(measure, watched, level)
        found.append(optimum(world, BuildSettings(limits=(limit,))))
    for looser, tighter in pairwise(found):
        assert tighter >= looser - CLOSE * max(1.0, abs(looser))


@given(worlds())
def test_a_share_of_all_is_no_limit(world: Instance) -> None:
    limit = DependenceLimit("stage_share", frozenset({"CHN"}), 1.0, "p0")
    limited = optimum(world, BuildSettings(limits=(limit,)))
    assert limited == pytest.approx(optimum(world), rel=CLOSE, abs=1e-5)


@given(worlds(), limits())
def test_strengthening_never_moves_the_optimum(world: Instance, build: BuildSettings) -> None:
    plain = BuildSettings(limits=build.limits, watched=build.watched, strengthening=False)
    assert optimum(world, plain) == pytest.approx(optimum(world, build), rel=CLOSE, abs=1e-5)


@given(worlds(), limits())
def test_fractions_are_no_dearer_than_whole_numbers(world: Instance, build: BuildSettings) -> None:
    relaxed = BuildSettings(limits=build.limits, watched=build.watched, relax=True)
    bound, best = optimum(world, relaxed), optimum(world, build)
    assert bound <= best + CLOSE * max(1.0, abs(best))


@given(worlds(branching=False))
def test_two_branches_in_which_the_same_happens_are_one(world: Instance) -> None:
    """Half of the probability each, and nothing told apart."""
    first = world.table("periods")["period"][0]
    twins = f"scenario parent from_period probability\na - {first} 0.5\nb - {first} 0.5"
    assert optimum(changed(world, scenarios=twins)) == pytest.approx(
        optimum(world), rel=CLOSE, abs=1e-5
    )


@given(worlds())
def test_a_disruption_that_leaves_everything_changes_nothing(world: Instance) -> None:
    whole = world.table("disruptions").with_columns(remaining=1.0)
    none = world.table("disruptions").clear()
    assert optimum(changed(world, disruptions=whole)) == pytest.approx(
        optimum(changed(world, disruptions=none)), rel=CLOSE, abs=1e-5
    )


@given(worlds())
def test_a_lane_that_is_opened_for_nothing_is_open(world: Instance) -> None:
    """No factor that links a flow to an opening cuts off anything of use."""
    lanes, gated = world.table("lanes"), pl.col("opening_cost").is_not_null()
    free = lanes.with_columns(opening_cost=pl.when(gated).then(0.0))
    open_ = lanes.with_columns(opening_cost=pl.lit(None, pl.Float64))
    assert optimum(changed(world, lanes=free)) == pytest.approx(
        optimum(changed(world, lanes=open_)), rel=CLOSE, abs=1e-5
    )


@given(worlds(), st.sampled_from([2.0, 8.0]))
def test_a_contract_that_binds_to_nothing_is_a_supply(world: Instance, most: float) -> None:
    site = world.table("supplies")["site"][0]
    first = world.table("periods")["period"][0]
    nothing = changed(world, contracts=world.table("contracts").clear())
    signed = changed(
        nothing,
        contracts=f"contract site commodity price maximum\ndeal {site} ore 0.5 {most}",
    )
    bought = _grown(
        nothing,
        supplies=f"supply site commodity\ndeal {site} ore",
        supply_terms=f"supply period price quantity\ndeal {first} 0.5 {most}",
    )
    assert optimum(signed) == pytest.approx(optimum(bought), rel=CLOSE, abs=1e-5)


YEAR = {
    "supplies": "supply site commodity\nlow cn ore\nhigh de ore",
    "supply_terms": "supply period price quantity\nlow a 1 365\nhigh a 5 -",
    "processes": "process rung activity_unit\nmake celling GWh",
    "recipes": "process commodity coefficient\nmake ore -2\nmake cell 1",
    "facilities": "facility site unit fixed_cost\nworks cn GWh 2\nmill de GWh 3",
    "capacities": "facility period capacity\nworks a 146\nmill a 73",
    "operations": "facility process variable_cost\nworks make 1\nmill make 4",
    "lanes": "lane origin destination mode days capacity_t\nsea cn de ship 10 109500",
    "shipments": "lane commodity\nsea cell",
    "parameters": "parameter value\nin_transit_rate 0.1",
    "segments": "segment unit shortfall_penalty\ncars GWh 50",
    "chemistries": "chemistry commodity\nnmc cell",
    "shares": "segment chemistry period\ncars nmc a",
    "quotas": "quota origin commodity quantity\nq CHN cell 100",
}


@given(
    st.lists(st.integers(1, 364), unique=True, max_size=3), st.sampled_from([73.0, 219.0, 365.0])
)
def test_a_year_may_be_cut_into_pieces(cuts: list[int], energy: float) -> None:
    """Where nothing lasts from one piece to the next and money keeps its value."""
    ends = [*sorted(cuts), 365]
    starts = [0, *ends[:-1]]
    names = "abcd"[: len(ends)]
    pieces = pl.DataFrame(
        {
            "period": list(names),
            "start": [
                date(2025, 1, 1).fromordinal(date(2025, 1, 1).toordinal() + s) for s in starts
            ],
            "days": [end - start for start, end in zip(starts, ends, strict=True)],
        }
    )
    wanted = pl.DataFrame(
        {
            "market": ["de"] * len(ends),
            "segment": ["cars"] * len(ends),
            "period": list(names),
            "energy": [energy * d / 365 for d in pieces["days"]],
        }
    )
    whole_year = an_instance(
        **YEAR,
        periods="period start days\na 2025-01-01 365",
        demands=f"market segment period energy\nde cars a {energy}",
    )
    in_pieces = changed(whole_year, periods=pieces, demands=wanted)
    lags = [10 / d + 0.5 for d in pieces["days"]]
    assume(all(lag < 1 for lag in lags))
    assert optimum(in_pieces) == pytest.approx(optimum(whole_year), rel=1e-9)
