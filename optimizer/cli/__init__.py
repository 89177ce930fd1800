"""The command ``junkan``.

Nothing here imports numpy, polars, Pyomo or HiGHS before a command needs it, so that ``--help`` and
shell completion answer at once.
"""


def main() -> None:
    """Run the command line; never returns: the process ends with a code of ``exits.Exit``."""
    from optimizer.cli.app import app

    app()
