"""``junkan export``."""

import json
from pathlib import Path

import polars as pl
import pytest

from optimizer.cli.exits import Exit
from optimizer.data import load


def test_an_instance_survives_a_round_through_every_form(
    junkan, instances: Path, tmp_path: Path
) -> None:
    forms = [tmp_path / "a.xlsx", tmp_path / "b.json", tmp_path / "c"]
    source: Path | str = "toy-winter"
    for target in forms:
        assert junkan("export", source, target).code == Exit.OK
        source = target
    digest = load(instances / "toy-winter").digest
    assert [load(form).digest for form in forms] == [digest] * len(forms)
    again = junkan("export", forms[1], forms[2])
    assert again.code == Exit.OK, "a package folder may be written anew"


@pytest.mark.solver
def test_results_become_one_document_or_one_workbook(
    junkan, cheapest: Path, tmp_path: Path
) -> None:
    assert junkan("export", cheapest, tmp_path / "plan.json").code == Exit.OK
    document = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert document == json.loads((cheapest / "plan.json").read_text(encoding="utf-8"))
    assert junkan("export", tmp_path / "plan.json", tmp_path / "plan.xlsx").code == Exit.OK
    sheet = pl.read_excel(tmp_path / "plan.xlsx", sheet_name="plan-activity", engine="openpyxl")
    assert set(sheet["facility"]) == {"ningbo-refinery", "ningbo-cells"}


@pytest.mark.solver
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_results_become_a_folder_of_tables(
    junkan, cheapest: Path, tmp_path: Path, form: str
) -> None:
    folder = tmp_path / "tables"
    assert junkan("export", cheapest, folder, "--tables", form).code == Exit.OK
    read = pl.read_csv if form == "csv" else pl.read_parquet
    assert read(folder / "plan" / f"activity.{form}")["activity"].sum() == pytest.approx(200.0)
    assert (folder / "measures" / f"stage_shares.{form}").is_file()
    assert junkan("export", cheapest, folder).code == Exit.USAGE, "it holds other things now"


def test_an_unknown_form_is_refused(junkan, tmp_path: Path) -> None:
    said = junkan("export", "toy-loop", tmp_path / "toy-loop.ods")
    assert said.code == Exit.USAGE
    assert "not .ods" in said.err


def test_a_folder_with_other_things_is_not_filled(junkan, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    assert junkan("export", "toy-loop", tmp_path).code == Exit.USAGE
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_instance_with_errors_is_not_exported(junkan, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    assert junkan("export", "toy-loop", folder).code == Exit.OK
    (folder / "sites.csv").write_text("site,country\nhamburg,GER\n", encoding="utf-8")
    said = junkan("export", folder, tmp_path / "broken.json")
    assert said.code == Exit.FINDINGS
    assert not (tmp_path / "broken.json").exists()
