"""``junkan policies``: packs of rules of law, and what they do in an instance."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption
from optimizer.cli.places import find_instance
from optimizer.cli.request import names_of
from optimizer.cli.told import give, told

if TYPE_CHECKING:
    from optimizer.data.packs import Effect


@told
def policies(
    policy: Annotated[
        list[str] | None,
        typer.Argument(metavar="[POLICY]...", help="Packs to look into.", show_default=False),
    ] = None,
    instance: Annotated[
        str,
        typer.Option(
            "--in",
            metavar="INSTANCE",
            help="Say what each rule does in this instance.",
            show_default=False,
        ),
    ] = "",
    as_json: JsonOption = False,
) -> Exit:
    r"""List the packs of rules that `--policy` puts in force, and what they do in an instance.

    A pack is rows in files. A rule about what an instance does not have is not in force there; it
    is named with the reason.

    \b
    Examples:
      junkan policies
      junkan policies eu-crma
      junkan policies eu-crma eu-batteries --in japan-eu
    """
    from optimizer.data.packs import effects, known, rows_of

    names = names_of(policy)
    if instance:
        from optimizer.data import load

        found = effects(load(find_instance(instance)), names or tuple(known()))
        if as_json:
            give([asdict(effect) for effect in found])
        else:
            _tell(found)
        return Exit.OK
    listed = {name: rows_of(name) for name in names} if names else known()
    if as_json:
        give(listed)
    elif names:
        for name in names:
            for row in rows_of(name):
                typer.echo(f"{name}/{row['row']}  {row['text']}")
    else:
        width = max(map(len, known()))
        for name, title in known().items():
            typer.echo(f"{name:<{width}}  {title}")
    return Exit.OK


def _tell(found: "tuple[Effect, ...]") -> None:
    """What is in force by row; what is not, by reason."""
    from optimizer.data.packs import by_reason

    for effect in found:
        if effect.status == "in force":
            typer.echo(f"in force        {effect.policy}/{effect.row}  {effect.title}")
    for line in by_reason(found):
        typer.echo(line)
