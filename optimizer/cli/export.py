"""``junkan export``: instances and results in another form."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.places import find_instance, holds_results, require_writable, shipped_names
from optimizer.cli.told import UsageError, say, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from optimizer.data import Instance
    from optimizer.results.write import Results

TableForm = Literal["csv", "parquet"]

_FORMS = "a folder, .json or .xlsx"


@told
def export(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INSTANCE|RESULTS",
            help="An instance in any form, a results folder or a plan.json.",
            autocompletion=shipped_names,
            show_default=False,
        ),
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="TARGET",
            help="What to write; the ending tells the form: .json, .xlsx, or none for a folder.",
            show_default=False,
        ),
    ],
    tables: Annotated[
        TableForm, typer.Option(help="Form of the tables when results go into a folder.")
    ] = "csv",
) -> Exit:
    r"""Write an instance or results in another form.

    An instance converts between a data package folder, one JSON document and one workbook, both
    ways and without loss. Results become one JSON document, one workbook, or a folder of tables.

    \b
    Examples:
      junkan export toy-loop toy-loop.xlsx
      junkan export toy-loop.xlsx my-loop
      junkan export my-loop my-loop.json
      junkan export results/toy-loop plan.xlsx
      junkan export results/toy-loop tables --tables parquet
    """
    if target.suffix not in ("", ".json", ".xlsx"):
        raise UsageError(f"{target}: can be {_FORMS}, not {target.suffix}")
    require_writable(target.parent)
    if holds_results(Path(source)):
        _export_results(Path(source), target, tables)
    else:
        _export_instance(source, target)
    say(f"written to {target}")
    return Exit.OK


def _export_instance(source: str, target: Path) -> None:
    from optimizer.data import load
    from optimizer.data.document import write_document
    from optimizer.data.package import DESCRIPTOR, write_package
    from optimizer.data.workbook import write_workbook

    instance: Instance = load(find_instance(source))
    if target.suffix == ".json":
        write_document(instance, target)
    elif target.suffix == ".xlsx":
        write_workbook(instance, target)
    else:
        _require_own(target, DESCRIPTOR)
        write_package(instance, target)


def _export_results(source: Path, target: Path, form: TableForm) -> None:
    from optimizer.results.read import read_results
    from optimizer.results.workbook import write_workbook
    from optimizer.results.write import dump_json

    results: Results = read_results(source)
    if target.suffix == ".json":
        dump_json(target, results.as_json())
    elif target.suffix == ".xlsx":
        write_workbook(target, results)
    else:
        _require_own(target, "")
        _write_tables(target / "plan", results.plan.tables, form)
        _write_tables(target / "measures", results.measures.tables(), form)


def _require_own(folder: Path, mark: str) -> None:
    """A folder is written only where there is none, an empty one, or one with that file in it."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file; without an ending, the target is a folder")
    if any(folder.iterdir()) and not (mark and (folder / mark).is_file()):
        raise UsageError(f"{folder} holds other things; name another folder")


def _write_tables(folder: Path, tables: "Mapping[str, pl.DataFrame]", form: TableForm) -> None:
    from optimizer.results.safe_text import guarded

    folder.mkdir(parents=True)
    for name, frame in tables.items():
        if form == "parquet":
            frame.write_parquet(folder / f"{name}.parquet")
        else:
            guarded(frame).write_csv(folder / f"{name}.csv")
