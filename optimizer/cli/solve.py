"""``junkan solve``: from an instance to an audited plan."""

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import (
    InstanceArgument,
    JsonOption,
    LeverOption,
    NoShortfallOption,
    PolicyOption,
    SolverSeedOption,
    SolverThreadsOption,
)
from optimizer.cli.progress import Style
from optimizer.cli.request import Order, names_of, sampling, settings_of
from optimizer.cli.told import told
from optimizer.settings import Decompose

_ASKED = "What is asked"
_HOW = "How it is solved"
_OUT = "What comes out"


@told
def solve(
    instance: InstanceArgument,
    max_exposure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the exposure to watched countries: 0.4, CHN=0.4, CHN+RUS=0.4@2030 "
            "(in every period from 2030 on). May be repeated.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    max_stage_share: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the watched share of every rung of the chain: 0.65, CHN=0.65@2030, or of "
            "one: CHN:refining-lithium=0.5. May be repeated.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    max_pass_through: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="Limit the share of the energy that anything watched went into, at any stage: "
            "0.5, CHN=0.5@2030. May be repeated.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    objective: Annotated[
        str,
        typer.Option(
            help="cost; exposure (least exposure, then least cost); cost,exposure "
            "(least cost, then least exposure); or the same with pass_through.",
            rich_help_panel=_ASKED,
        ),
    ] = "cost",
    tolerance: Annotated[
        float,
        typer.Option(
            help="How much of the first objective may be given up for the second (a fraction).",
            rich_help_panel=_ASKED,
        ),
    ] = 0.001,
    watch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COUNTRY",
            help="A country (alpha-3) or bloc on which dependence is measured; CHN unless given. "
            "May be repeated.",
            show_default=False,
            rich_help_panel=_ASKED,
        ),
    ] = None,
    lever: LeverOption = None,
    policy: PolicyOption = None,
    scenarios: Annotated[
        str,
        typer.Option(
            metavar="WHICH",
            help="Which courses of events the plan reckons with: planned (those that the instance "
            "marks so), all, none, or names: embargo,strike.",
            rich_help_panel=_ASKED,
        ),
    ] = "planned",
    sample: Annotated[
        int,
        typer.Option(
            metavar="COUNT",
            help="Reckon with so many samples from the instance's rates of outages, instead of its "
            "scenarios.",
            rich_help_panel=_ASKED,
        ),
    ] = 0,
    sample_seed: Annotated[
        int, typer.Option(help="Seed of the samples.", rich_help_panel=_ASKED)
    ] = 0,
    risk_weight: Annotated[
        float,
        typer.Option(
            metavar="FRACTION",
            help="How much the mean cost of the dearest courses (CVaR) counts; the expected cost "
            "counts for the rest.",
            rich_help_panel=_ASKED,
        ),
    ] = 0.0,
    tail: Annotated[
        float,
        typer.Option(
            metavar="FRACTION",
            help="The dearest courses are what is left of the chance beyond this.",
            rich_help_panel=_ASKED,
        ),
    ] = 0.95,
    no_shortfall: NoShortfallOption = False,
    gap: Annotated[
        float,
        typer.Option(
            help="Stop when the plan is proved this close to the best (a fraction).",
            rich_help_panel=_HOW,
        ),
    ] = 0.01,
    time_limit: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", help="Stop then, with the best plan so far.", rich_help_panel=_HOW
        ),
    ] = 300.0,
    threads: SolverThreadsOption = 2,
    seed: SolverSeedOption = 0,
    relax: Annotated[
        bool,
        typer.Option(
            "--relax",
            help="Let whole-number decisions be fractions: a bound; the audit rejects such a plan.",
            rich_help_panel=_HOW,
        ),
    ] = False,
    no_strengthening: Annotated[
        bool,
        typer.Option(
            "--no-strengthening",
            help="Leave out constraints that only tighten the relaxation.",
            rich_help_panel=_HOW,
        ),
    ] = False,
    decompose: Annotated[
        Decompose,
        typer.Option(
            help="With many scenarios: solve the whole at once, or the branches of the tree apart; "
            "choose goes by their number.",
            rich_help_panel=_HOW,
        ),
    ] = "choose",
    log: Annotated[
        bool, typer.Option("--log", help="Show the solver's own log.", rich_help_panel=_HOW)
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where to write the results; results/NAME of the instance unless given.",
            show_default=False,
            rich_help_panel=_OUT,
        ),
    ] = None,
    progress: Annotated[
        Style,
        typer.Option(
            help="How to show progress: rich (one line that changes), plain (lines), "
            "json (lines to be read by programs), none; auto picks.",
            rich_help_panel=_OUT,
        ),
    ] = "auto",
    reference: Annotated[
        Path | None,
        typer.Option(
            metavar="RESULTS",
            help="Compare with these results. Unless given, a solve with limits is compared with "
            "the cheapest plan, which is found first.",
            show_default=False,
            rich_help_panel=_OUT,
        ),
    ] = None,
    no_reference: Annotated[
        bool, typer.Option("--no-reference", help="Compare with nothing.", rich_help_panel=_OUT)
    ] = False,
    no_write: Annotated[
        bool, typer.Option("--no-write", help="Write no results.", rich_help_panel=_OUT)
    ] = False,
    xlsx: Annotated[
        bool,
        typer.Option("--xlsx", help="Write a workbook of the results too.", rich_help_panel=_OUT),
    ] = False,
    write_model: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the mathematical model, as .lp or .mps, through Pyomo.",
            show_default=False,
            rich_help_panel=_OUT,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> Exit:
    r"""Find the best plan, audit it, print what matters, write it as tables.

    The instance is checked, formulated and solved by HiGHS; an independent audit recomputes every
    limit and every cost of the plan from the tables. Ctrl-C, like the time limit, stops the solver
    and keeps the best plan so far, audited and written (exit code 5).

    \b
    Examples:
      junkan solve toy-winter
      junkan solve japan-eu --out results/japan-eu --gap 0.01 --time-limit 300
      junkan solve japan-eu --max-exposure 0.4
      junkan solve japan-eu --max-stage-share CHN=0.65@2030 --reference results/japan-eu
      junkan solve japan-eu --policy eu-crma,eu-batteries
      junkan solve toy-dependence --objective exposure
      junkan solve japan-eu-mini --sample 50 --sample-seed 1 --risk-weight 0.5 --tail 0.9
      junkan solve toy-loop --json --progress none | jq .measures.headline.cost
    """
    build, settings = settings_of(
        max_exposure=max_exposure,
        max_stage_share=max_stage_share,
        max_pass_through=max_pass_through,
        objective=objective,
        tolerance=tolerance,
        watched=watch or [],
        levers=names_of(lever),
        policies=names_of(policy),
        scenarios=sampling(scenarios, sample, sample_seed),
        risk_weight=risk_weight,
        tail=tail,
        shortfall="forbidden" if no_shortfall else "as_priced",
        relax=relax,
        strengthening=not no_strengthening,
        gap=gap,
        time_limit=time_limit,
        threads=threads,
        seed=seed,
        log=log,
        decompose=decompose,
    )
    order = Order(
        instance=instance,
        build=build,
        settings=settings,
        out=None if no_write else out or Path("results"),
        in_own_folder=out is None,
        reference=reference,
        compare=not no_reference,
        workbook=xlsx,
        write_model=write_model,
        progress=progress,
        as_json=as_json,
    )
    from optimizer.cli.carry_out import carry_out

    return carry_out(order)
