"""Reading an instance in whatever form, and the ways between the forms."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.data import Instance, check, load, write_document, write_package, write_workbook
from optimizer.data.cells import typed
from optimizer.data.checks.examine import examine
from optimizer.data.columns import Column, Kind
from optimizer.data.instance import schema
from optimizer.data.reading import read
from optimizer.data.tables import TABLES
from optimizer.errors import DataError, VersionError

IDS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_\-.+:/]{0,6}", fullmatch=True)
TEXTS = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="\ufffd\ufffe\uffff"
    ),
    max_size=8,
)
CELLS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.ID: IDS,
    Kind.TEXT: TEXTS
    | st.sampled_from(['a,b"c"', "two\nlines", "=1+1", "007", "true", "a b", "#N/A"]),
    Kind.NUMBER: st.floats(-1e11, 1e11),
    Kind.INTEGER: st.integers(-(10**15), 10**15),
    Kind.BOOLEAN: st.booleans(),
    Kind.DATE: st.dates(date(1850, 1, 1), date(2500, 1, 1)),
}


def _cell(column: Column) -> st.SearchStrategy[Any]:
    return CELLS[column.kind] if column.required else CELLS[column.kind] | st.none()


@st.composite
def _instances(draw: st.DrawFn) -> Instance:
    """Tables of the right kinds, without any sense."""
    tables = {}
    for name in draw(st.lists(st.sampled_from(list(TABLES)), min_size=1, max_size=3, unique=True)):
        table = TABLES[name]
        rows = draw(st.lists(st.tuples(*map(_cell, table.columns)), max_size=4))
        tables[name] = pl.DataFrame(rows, schema=schema(table), orient="row")
    return Instance.of("x", tables, title=draw(IDS), metadata={"keywords": draw(st.lists(TEXTS))})


def _unchecked(source: Path) -> Instance:
    """What a file says, sensible or not."""
    package = read(source)
    frames = {n: typed(TABLES[n], t)[0].frame for n, t in package.tables.items()}
    kept = {name: frame for name, frame in frames.items() if frame.width}
    return Instance.of(package.name, kept, title=package.title, currency=package.currency,
                       metadata=package.metadata)  # fmt: skip


@settings(deadline=None, max_examples=10)
@given(instance=_instances())
def test_folder_and_document_hold_the_same(
    tmp_path_factory: pytest.TempPathFactory, instance: Instance
) -> None:
    folder = tmp_path_factory.mktemp("forms")
    write_package(instance, folder / "first")
    one = _unchecked(folder / "first")
    write_document(one, folder / "second.json")
    two = _unchecked(folder / "second.json")
    assert instance.digest == one.digest == two.digest


@pytest.mark.slow
@settings(deadline=None, max_examples=4)
@given(instance=_instances())
def test_every_form_holds_the_same(
    tmp_path_factory: pytest.TempPathFactory, instance: Instance
) -> None:
    """Folder to JSON to workbook and back to a folder, with equal digests and equal bytes."""
    folder = tmp_path_factory.mktemp("forms")
    write_package(instance, folder / "first")
    write_document(_unchecked(folder / "first"), folder / "second.json")
    write_workbook(_unchecked(folder / "second.json"), folder / "third.xlsx")
    last = _unchecked(folder / "third.xlsx")
    write_package(last, folder / "last")
    assert last.digest == instance.digest
    assert (last.title, last.metadata) == (instance.title, instance.metadata)
    for path in (folder / "first").iterdir():
        assert path.read_bytes() == (folder / "last" / path.name).read_bytes()


def test_the_complete_instance_goes_through_every_form(complete: Instance, tmp_path: Path) -> None:
    write_document(complete, tmp_path / "a.json")
    write_workbook(load(tmp_path / "a.json"), tmp_path / "b.xlsx")
    write_package(load(tmp_path / "b.xlsx"), tmp_path / "c")
    assert load(tmp_path / "c").digest == complete.digest


def test_an_error_carries_every_finding(copy: Any) -> None:
    copy.set("modes", ("sea",), "cost_per_tkm", "x")
    copy.drop("parameters", "discount_rate")
    with pytest.raises(DataError) as caught:
        load(copy.folder)
    assert not isinstance(caught.value, VersionError)
    assert [f.rule for f in caught.value.findings] == ["cell.not_number", "parameter.missing"]


def test_warnings_alone_do_not_keep_an_instance_from_being_loaded(copy: Any) -> None:
    copy.drop("parameters", "discount_rate")
    assert check(copy.folder).warnings
    assert load(copy.folder).table("parameters").height == 1


def test_a_path_may_be_text(written: Path, complete: Instance) -> None:
    assert load(str(written)).digest == complete.digest


_JUNK = st.sampled_from(
    ["", " ", "nan", "-1", "1e13", "=1", "x", "kobe", "2025", "2031", "0", "true", "9999-12-31",
     "1" * 18, "0001-01-01", "\x00", "é", "lithium", "100", "-0", "1e-300"]
)  # fmt: skip


@settings(deadline=None, max_examples=10)
@given(data=st.data())
def test_whatever_stands_in_the_cells_is_never_a_traceback(
    complete: Instance, data: st.DataObject
) -> None:
    """Junk in any cells of any tables: the checker speaks, and does not stumble."""
    package = read(complete)
    for name in data.draw(st.lists(st.sampled_from(list(TABLES)), max_size=6, unique=True)):
        cells = package.tables[name].cells
        for column in data.draw(st.lists(st.sampled_from(list(cells)), max_size=4)):
            row = data.draw(st.integers(0, len(package.tables[name].rows) - 1))
            cells[column][row] = data.draw(_JUNK)  # type: ignore[index]
    findings = examine(package).findings
    assert findings.as_table().height == len(findings)
