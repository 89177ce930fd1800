"""Policy packs: what they put in force, what is there already, and what says nothing."""

from pathlib import Path

import polars as pl
import pytest

from optimizer.data import Instance, check, load, write_package
from optimizer.data.packs import FOLDER, effects, known, rows_of, with_policies
from optimizer.data.tables import TABLES
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings

INSTANCES = Path(__file__).parents[3] / "instances"


@pytest.fixture(scope="module")
def mini() -> Instance:
    return load(INSTANCES / "japan-eu-mini")


def test_every_pack_has_rows_and_a_title() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert folders == set(known())
    assert all(rows_of(name) for name in known())


def test_every_row_says_where_it_comes_from() -> None:
    listed = set(pl.read_csv(FOLDER / "sources.csv")["source"])
    for path in FOLDER.glob("*/*.csv"):
        rows = pl.read_csv(path, infer_schema=False)
        assert set(rows["source"]) <= listed, path
        assert rows["year"].null_count() == 0, path
        said = TABLES["rules"].column("confidence").choices
        assert set(rows["confidence"]) <= set(said) - {""}, path


def test_a_name_that_no_pack_has(mini: Instance) -> None:
    with pytest.raises(SettingsError, match="no policy is called eu-crm; there are eu-crma"):
        with_policies(mini, ["eu-crm"])


def test_twice_is_once(mini: Instance) -> None:
    once = with_policies(mini, known())
    assert once.digest != mini.digest
    assert with_policies(once, known()).digest == once.digest
    assert {e.status for e in effects(once, known())} == {"there already", "does not apply"}


def test_nothing_asked_is_nothing_done(mini: Instance) -> None:
    assert with_policies(mini, ()) is mini
    assert BuildSettings().policies == ()


def test_what_comes_out_is_a_sound_instance(mini: Instance, tmp_path: Path) -> None:
    write_package(with_policies(mini, known()), tmp_path / "ruled")
    findings = check(tmp_path / "ruled")
    assert [f for f in findings if f.severity == "error"] == []


def test_rules_speak_of_the_instance(mini: Instance) -> None:
    rules = with_policies(mini, ["eu-crma"]).table("rules")
    row = rules.row(by_predicate=pl.col("rule") == "eu-crma/processing-Li", named=True)
    assert (row["stage"], row["element"], row["level"]) == ("refining", "Li", 0.4)
    assert row["price"] == pytest.approx(0.055)  # 55,000 USD by the tonne, in MUSD
    graphite = rules.row(by_predicate=pl.col("rule") == "eu-crma/processing-graphite", named=True)
    assert graphite["price"] == pytest.approx(5.0)  # by the kt


def test_what_does_not_apply_says_why(mini: Instance) -> None:
    said = {e.row: e for e in effects(mini, known())}
    assert "nor could be" in said["extraction-Li"].why
    assert said["cells-worldwide"].why == "no country or bloc is called makers-of-Japan"
    assert said["content-Co-2036"].why == "it is in force in no period of the horizon"
    assert said["recovery-Cu-2027"].why == "no commodity says how much Cu it holds"
    assert said["collection-lmt-2028"].why == "no segment is called lmt"
    assert said["2026-27"].why == "no country or bloc is called COD"


def test_what_the_instance_says_already_is_not_said_again(mini: Instance) -> None:
    said = {e.row: e for e in effects(mini, ["china-export-controls"])}
    assert said["graphite-anode/anode_graphite"].status == "there already"
    assert said["58-lfp/cathode_lfp"].status == "in force"
    ruled = with_policies(mini, ["china-export-controls"])
    fresh = ruled.table("tariffs").filter(
        pl.col("tariff") == "china-export-controls/58-lfp/cathode_lfp"
    )
    assert fresh["amount"].to_list() == [pytest.approx(0.15)]  # 150 USD by the tonne
    assert str(said["58-lfp/cathode_lfp"]).startswith("china-export-controls/58-lfp")


def test_sources_come_along(mini: Instance) -> None:
    ruled = with_policies(mini, ["eu-nzia"])
    assert "eu-2024-1735" in ruled.table("sources")["source"].to_list()
