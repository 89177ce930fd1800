"""Shares of a plan by mineral and chemistry, said in words and in a table."""

import pytest

from optimizer.data.instance import Instance
from optimizer.settings import BuildSettings, DependenceLimit
from optimizer.studies.attribution import attribution, carriers
from tests.small.chain import the_chain
from tests.small.instances import a_table, an_instance, changed, solved

pytestmark = pytest.mark.solver

CHINA = frozenset({"CHN"})


def with_contents(instance: Instance) -> Instance:
    """The chain, in which ore and cells carry nickel, and slag carries iron."""
    contents = a_table(
        "contents", "commodity element tonnes\nore Ni 10\ncell Ni 20\nslag Fe 5\nspent Ni 0"
    )
    return changed(instance, contents=contents)


def test_by_mineral_and_chemistry() -> None:
    run = solved(
        with_contents(the_chain()),
        BuildSettings(limits=(DependenceLimit("pass_through", CHINA, 0.3),)),
    )
    assert run.plan is not None
    study = attribution(run.instance, run.plan)
    rows = study.tables["shares"].rows
    assert rows.select("mineral", "chemistry").rows() == [
        ("anything", "all"),
        ("anything", "nmc"),
        ("anything", "next"),
        ("Ni", "all"),
        ("Ni", "nmc"),
        ("Ni", "next"),
    ]
    assert rows["least"][0] == pytest.approx(0.3)
    by_chemistry = rows.filter(rows["mineral"] == "anything")
    assert by_chemistry["energy"][0] == pytest.approx(by_chemistry["energy"][1:].sum())
    assert (rows["least"] <= rows["proportional"] + 1e-9).all()
    assert (rows["proportional"] <= rows["greatest"] + 1e-9).all()
    assert study.sentences[0].endswith("whichever way it went.")
    assert study.sentences[1].startswith("Most of the minerals followed: Ni, ")
    assert study.as_json()["kind"] == "attribution"


def test_what_carries_what() -> None:
    assert carriers(with_contents(the_chain())) == {
        "Ni": frozenset({"ore", "cell"}),
        "Fe": frozenset({"slag"}),
    }


def test_nothing_is_delivered() -> None:
    run = solved(an_instance())
    assert run.plan is not None
    study = attribution(run.instance, run.plan)
    assert study.sentences == ("Nothing is delivered, so nothing passed through.",)
    assert study.tables["shares"].rows.height == 0
