"""The same problem as a plain Pyomo model, on Pyomo's own roads to HiGHS. Nothing is solved."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.formulation import build as formulate

if TYPE_CHECKING:
    from optimizer.data.problem import Problem


def build(p: Problem) -> Any:
    """The constructed model."""
    return formulate(p).pyomo()


def by_solver_interface(model: Any) -> Any:
    """Load HiGHS through ``pyomo.contrib.solver``."""
    from pyomo.contrib.solver.solvers.highs import Highs

    solver = Highs()
    solver.set_instance(model)
    return solver


def by_appsi(model: Any) -> Any:
    """Load HiGHS through ``appsi_highs``."""
    from pyomo.contrib.appsi.solvers import Highs

    solver = Highs()
    solver.set_instance(model)
    return solver


def by_lp_file(model: Any) -> None:
    """Write the LP file that a solver would then have to read."""
    with tempfile.TemporaryDirectory() as folder:
        model.write(str(Path(folder) / "model.lp"), io_options={"symbolic_solver_labels": False})
