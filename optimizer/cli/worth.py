"""``junkan worth``: what planning for uncertainty is worth, and what a forecast would be."""

from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    GapOption,
    InstanceArgument,
    JsonOption,
    LeverOption,
    OutOption,
    PolicyOption,
    ProgressOption,
    SampleSeedOption,
    ThreadsOption,
    TimeLimitOption,
)
from optimizer.cli.told import told


@told
def worth(
    instance: InstanceArgument,
    scenarios: Annotated[
        str,
        typer.Option(
            metavar="WHICH", help="Which courses of events: all, planned, or names: embargo,strike."
        ),
    ] = "all",
    sample: Annotated[
        int,
        typer.Option(
            metavar="COUNT", help="So many samples from the rates of outages, instead of scenarios."
        ),
    ] = 0,
    sample_seed: SampleSeedOption = 0,
    lever: LeverOption = None,
    policy: PolicyOption = None,
    gap: GapOption = 0.001,
    time_limit: TimeLimitOption = 300.0,
    threads: ThreadsOption = 2,
    out: OutOption = None,
    progress: ProgressOption = "auto",
    as_json: JsonOption = False,
) -> Exit:
    r"""Tell what planning for all courses saves, and what knowing the course would save.

    The tree is solved, then each course as if it were known from the start, then one sure course in
    which everything uncertain is its mean, whose design is at last held in the tree. Solves stop at
    a gap, so values are intervals.

    \b
    Examples:
      junkan worth toy-hedge
      junkan worth japan-eu-mini --gap 0.001
      junkan worth japan-eu-mini --sample 20 --sample-seed 1 --out results/worth
    """
    from optimizer.cli.places import find_instance
    from optimizer.cli.progress import watching
    from optimizer.cli.request import names_of, sampling, which_scenarios
    from optimizer.cli.studied import finish, require_study_room
    from optimizer.data import load
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.studies.worth import worth as study

    which = which_scenarios(sampling(scenarios, sample, sample_seed, unless="all"))
    build = BuildSettings.from_dict(
        {"scenarios": which, "levers": names_of(lever), "policies": names_of(policy)}
    )
    settings = SolveSettings(gap=gap, time_limit=time_limit, threads=threads)
    require_study_room(out)
    whole = load(find_instance(instance))
    with watching(progress) as watch:
        found = study(whole, build, settings, watch)
    return finish(found, out=out, as_json=as_json)
