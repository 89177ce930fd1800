"""``junkan reproduce``: figures that others published, computed again by our code."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption, StudyFolderOption
from optimizer.cli.studied import finish, require_study_room
from optimizer.cli.told import UsageError, told

STUDIES = ("cheng2024",)


@told
def reproduce(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="cheng2024.", autocompletion=lambda: STUDIES)
    ],
    watch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COUNTRY",
            help="A country as the published data name it; China unless given. May be repeated.",
            show_default=False,
        ),
    ] = None,
    out: StudyFolderOption = None,
    as_json: JsonOption = False,
) -> Exit:
    r"""Compute published figures again, from the data that were published with them.

    cheng2024: the share of battery cathodes of 2020 with minerals that passed through China, by
    Cheng, Fuchs, Karplus & Michalek, Nature Communications 15, 2143 (2024); by the same code with
    which `junkan attribute` looks at a plan.

    \b
    Examples:
      junkan reproduce cheng2024
      junkan reproduce cheng2024 --watch "Russian Federation"
    """
    if study not in STUDIES:
        raise UsageError(f"no study is called {study!r}; there are {', '.join(STUDIES)}")
    require_study_room(out)
    from optimizer.studies.cheng2024 import CHINA, cheng2024

    return finish(cheng2024(frozenset(watch or [CHINA])), out=out, as_json=as_json)
