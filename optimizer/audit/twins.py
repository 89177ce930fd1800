"""The twins, one per mechanism, and the three things a twin may have to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.audit import (
    abandoning,
    burdens,
    contracts,
    disposal_sales,
    growth,
    learning,
    levers,
    people,
    processing,
    returns,
    rules,
    serving,
    shipping,
    siting,
    sourcing,
    storage,
    subsidies,
    survival,
    trade,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from optimizer.audit.case import Case
    from optimizer.audit.report import Check

CHECKS: tuple[Callable[[Case], Iterator[Check]], ...] = (
    siting.checks,
    processing.checks,
    sourcing.checks,
    contracts.checks,
    shipping.checks,
    trade.checks,
    storage.checks,
    serving.checks,
    returns.checks,
    disposal_sales.checks,
    survival.checks,
    subsidies.checks,
    abandoning.checks,
    rules.checks,
    burdens.checks,
    people.checks,
    growth.checks,
    learning.checks,
)
"""Rules that the plan must keep."""

MOVEMENTS: tuple[Callable[[Case], Iterator[pl.DataFrame]], ...] = (
    processing.movements,
    sourcing.movements,
    contracts.movements,
    shipping.movements,
    storage.movements,
    serving.movements,
    returns.movements,
    disposal_sales.movements,
    abandoning.movements,
)
"""What enters and leaves sites; ``balance`` closes the account."""

CHARGES: tuple[Callable[[Case], Iterator[pl.DataFrame]], ...] = (
    siting.charges,
    processing.charges,
    sourcing.charges,
    contracts.charges,
    shipping.charges,
    trade.charges,
    storage.charges,
    serving.charges,
    disposal_sales.charges,
    levers.charges,
    subsidies.charges,
    rules.charges,
    burdens.charges,
    people.charges,
    learning.charges,
)
"""What costs money; ``costs`` adds it up."""
