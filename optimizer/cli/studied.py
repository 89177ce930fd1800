"""What every command that makes a study does at its end: write, print, and say how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.places import require_writable
from optimizer.cli.told import UsageError, give, say

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.studies.study import Study


def require_study_room(folder: Path | None) -> None:
    """Find out before a long study, not after it, that it cannot be written.

    Raises:
        UsageError: the folder holds other things than a study, or cannot be written.
    """
    if folder is None:
        return
    from optimizer.studies.write import is_study_folder

    require_writable(folder)
    if folder.is_dir() and any(folder.iterdir()) and not is_study_folder(folder):
        raise UsageError(f"{folder} holds other things than a study; name another folder")


def finish(study: Study, *, out: Path | None, as_json: bool) -> Exit:
    """Write the study where it is wanted and print it.

    The code is ``FINDINGS`` where the audit rejects one of its plans, ``STOPPED`` where it was
    stopped before its end, else ``OK``.
    """
    from optimizer.results.summary import as_text
    from optimizer.studies.shown import shown
    from optimizer.studies.write import write_study

    written = None if out is None else write_study(out, study)
    code = Exit.OK if study.complete else Exit.STOPPED
    if any(not (plan.audit or {}).get("passed", False) for plan in study.plans.values()):
        code = Exit.FINDINGS
    if as_json:
        given = study.as_json() | {"exit_code": int(code)}
        give(given | {"written": None if written is None else str(written)})
        return code
    typer.echo(as_text(shown(study)), nl=False)
    if written is not None:
        say(f"\nwritten to {written}")
    return code
