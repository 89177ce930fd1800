"""The twin of emissions: the same number as the model's and the measures', and ceilings on it."""

import polars as pl
import pytest

from optimizer.audit import audit
from optimizer.audit.case import Case
from optimizer.audit.emissions import emitted, unsurvived
from optimizer.audit.shape import typed
from optimizer.data.instance import Instance
from optimizer.errors import AuditError
from optimizer.run import Run
from optimizer.settings import BuildSettings
from tests.small.chain import the_chain
from tests.small.instances import arrays_of, changed, solved

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def emitting() -> Instance:
    chain = the_chain()
    return changed(
        chain,
        processes=chain.table("processes").with_columns(co2_t_per_unit=pl.lit(2.0)),
        modes=chain.table("modes").with_columns(co2_kg_per_tkm=pl.lit(0.01)),
    )


@pytest.fixture(scope="module")
def run(emitting: Instance) -> Run:
    return solved(emitting, BuildSettings(scenarios="all"))


def _case(emitting: Instance, run: Run) -> Case:
    assert run.plan is not None
    return Case.of(emitting, typed(run.plan.tables), 1e-6)


def test_it_is_what_the_measures_and_the_model_say(emitting: Instance, run: Run) -> None:
    assert run.measures is not None
    assert run.outcome.values is not None
    tonnes, energy = emitted(_case(emitting, run))
    assert tonnes == pytest.approx(run.measures.headline.co2_t)
    assert tonnes > 0
    arrays = arrays_of(emitting, BuildSettings(scenarios="all"))
    assert arrays.ratios["co2"].at(run.outcome.values)[0] == pytest.approx(tonnes / energy)


def test_a_ceiling_is_kept_or_broken(emitting: Instance, run: Run) -> None:
    assert run.plan is not None
    tonnes, energy = emitted(_case(emitting, run))
    at_it = {"co2": tonnes / energy}
    below = {"co2": 0.999 * tonnes / energy}
    assert audit(emitting, run.plan.tables, ceilings=at_it).passed
    broken = audit(emitting, run.plan.tables, ceilings=below)
    assert [check.rule for check in broken.failures] == ["ceiling on co2"]


def test_what_the_worst_guarantee_leaves(emitting: Instance, run: Run) -> None:
    assert run.outcome.values is not None
    lost, whole = unsurvived(_case(emitting, run))
    arrays = arrays_of(emitting, BuildSettings(scenarios="all"))
    assert whole == 1.0
    assert lost <= arrays.ratios["survival"].at(run.outcome.values)[0] + 1e-6


def test_no_ceiling_on_what_is_not_known(emitting: Instance, run: Run) -> None:
    assert run.plan is not None
    with pytest.raises(AuditError, match="no ceiling can be put on beauty; known: co2, survival"):
        audit(emitting, run.plan.tables, ceilings={"beauty": 1.0})
