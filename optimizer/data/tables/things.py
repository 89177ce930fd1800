"""Commodities, stages, rungs and recipes."""

from __future__ import annotations

from optimizer.data.columns import (
    REQUIRED,
    Table,
    boolean,
    identifier,
    integer,
    number,
    refer,
    text,
)
from optimizer.data.tables.shared import table

CHAPTER: tuple[Table, ...] = (
    table(
        "commodities",
        "Anything that moves or is transformed.",
        identifier("commodity", "name"),
        text("name", "name for people"),
        text("unit", "its unit, such as kt, t, GWh or 1", default=REQUIRED),
        number(
            "tonnes_per_unit",
            "t/unit",
            "mass (empty: from the unit, which is then one of mass)",
            default=None,
        ),
        number(
            "value_per_unit",
            "money/unit",
            "customs value; also tied up while under way",
            default=0.0,
        ),
        boolean("needs_permission", "crosses a border only where a row of permissions allows it"),
        required=True,
    ),
    table(
        "contents",
        "Chemical elements within commodities.",
        refer("commodity", "commodities", "commodity", key=True),
        identifier("element", "symbol, such as Li"),
        number("tonnes", "t/unit", "tonnes of the element per unit of the commodity"),
    ),
    table(
        "stages",
        "Rungs of the chain from mine to recovery, in order.",
        identifier("stage", "name"),
        text("name", "name for people"),
        integer("order", "1", "place in the chain"),
        required=True,
    ),
    table(
        "rungs",
        "A stage, or one material within it: what dependence is measured on.",
        identifier("rung", "name, such as refining-lithium"),
        refer("stage", "stages", "stage it belongs to"),
        text("name", "name for people"),
        text("unit", "unit of throughput"),
        number(
            "energy_per_unit", "energy/unit", "battery energy supported by a unit of throughput"
        ),
        number("weight", "1", "weight in exposure", default=1.0),
    ),
    table(
        "processes",
        "Recipes: what a unit of activity consumes and makes.",
        identifier("process", "name"),
        text("name", "name for people"),
        refer("rung", "rungs", "rung whose throughput it is (empty: none)", optional=True),
        number("throughput", "rung unit/activity", "throughput per unit of activity", default=1.0),
        text("activity_unit", "unit of activity, such as kt or GWh", default=REQUIRED),
        number("co2_t_per_unit", "t/activity", "direct and energy CO2", default=0.0, minimum=None),
        boolean("draws_from_nature", "takes mass from ground, air or water, as a mine does"),
    ),
    table(
        "recipes",
        "Coefficients per unit of activity: made positive, used negative.",
        refer("process", "processes", "process", key=True),
        refer("commodity", "commodities", "commodity", key=True),
        number("coefficient", "unit/activity", "amount per unit of activity", minimum=None),
    ),
)
