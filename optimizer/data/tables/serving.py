"""Demand, chemistries, and what comes back."""

from __future__ import annotations

from optimizer.data.columns import (
    REQUIRED,
    Table,
    date,
    fraction,
    identifier,
    integer,
    number,
    refer,
    text,
)
from optimizer.data.tables.shared import AREA, table

CHAPTER: tuple[Table, ...] = (
    table(
        "segments",
        "Kinds of demand.",
        identifier("segment", "name"),
        text("name", "name for people"),
        text("unit", "unit of energy, such as GWh", default=REQUIRED),
        number(
            "shortfall_penalty",
            "money/energy",
            "price of not serving (empty: must be served)",
            default=None,
        ),
    ),
    table(
        "chemistries",
        "Variants of the battery that can serve demand.",
        identifier("chemistry", "name"),
        text("name", "name for people"),
        refer("commodity", "commodities", "what is delivered"),
        number("energy_per_unit", "energy/unit", "energy in a unit of it", default=1.0),
        date("available_from", "first day it can be sold (empty: now)"),
        refer("eol_commodity", "commodities", "what comes back (empty: nothing)", optional=True),
        number("eol_per_energy", "unit/energy", "how much of it per energy once sold", default=0.0),
    ),
    table(
        "shares",
        "Chemistries that may serve a segment, and the bounds on their share, from a period on.",
        refer("segment", "segments", "segment", key=True),
        refer("chemistry", "chemistries", "chemistry", key=True),
        refer("market", "sites", "market (empty: all)", key=True, optional=True),
        refer("period", "periods", "from this period on", key=True),
        fraction("minimum", "of the energy served, at least", default=0.0),
        fraction("maximum", "of the energy served, at most", default=1.0),
    ),
    table(
        "demands",
        "Battery energy wanted in a period.",
        refer("market", "sites", "where", key=True),
        refer("segment", "segments", "segment", key=True),
        refer("period", "periods", "in this period", key=True),
        number("energy", "energy", "in the whole period, not per year"),
        text("unit", "unit of the number (empty: the segment's)"),
        by_scenario=True,
    ),
    table(
        "lifetimes",
        "Fraction of what was sold that reaches end of life, by age.",
        refer("segment", "segments", "segment", key=True),
        refer("chemistry", "chemistries", "chemistry (empty: any)", key=True, optional=True),
        integer("age", "year", "whole years since sale", maximum=100, key=True),
        fraction("fraction", "retires in the year of that age"),
    ),
    table(
        "collections",
        "Fraction of what reaches end of life that is collected, from a period on.",
        refer("market", "sites", "where", key=True),
        refer("segment", "segments", "segment (empty: any)", key=True, optional=True),
        refer("period", "periods", "from this period on", key=True),
        fraction("rate", "collected"),
    ),
    table(
        "past_returns",
        "Energy sold before the horizon that reaches end of life, before collection.",
        refer("market", "sites", "where", key=True),
        refer("segment", "segments", "segment", key=True),
        refer("chemistry", "chemistries", "chemistry", key=True),
        refer("period", "periods", "in this period", key=True),
        number("energy", "energy", "in the whole period"),
    ),
    table(
        "guarantees",
        "Least part of the demand that is served in a course of events, whatever it costs.",
        identifier("guarantee", "name"),
        refer(
            "scenario",
            "scenarios",
            "branch in which it holds, in its own periods (empty: the trunk)",
            optional=True,
        ),
        refer("area", AREA, "markets of this country or bloc (empty: all)", optional=True),
        fraction("share", "of the demand, all markets and periods of the window together"),
        refer("first_period", "periods", "first period counted (empty: the first)", optional=True),
        refer("last_period", "periods", "last period counted (empty: the last)", optional=True),
    ),
)
