"""The exceptions: what they carry, and that they survive a journey between processes."""

import pickle
import re

import pytest

from optimizer import errors
from optimizer.data import Findings
from optimizer.data.findings import error

BROKEN = error("test.rule", "it is broken", "Mend it.")


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = re.findall(r"^( *[│ ]*(?:[├└]── )?)(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    parents: dict[int, str] = {}
    for indent, name in drawn:
        depth = len(indent)
        above = [parents[d] for d in sorted(parents) if d < depth]
        parent = above[-1] if above else "Exception"
        assert getattr(errors, name).__mro__[1].__name__ == parent
        parents = {d: n for d, n in parents.items() if d < depth} | {depth: name}
    assert {name for _, name in drawn} == {name for name in vars(errors) if name.endswith("Error")}


def test_a_data_error_says_the_first_twenty_and_carries_all() -> None:
    findings = Findings(BROKEN.finding(table="sites", row=row) for row in range(30))
    caught = errors.DataError(findings)
    assert caught.findings is findings
    assert str(caught).startswith("the instance has 30 error(s)\n")
    assert str(caught).endswith("... and 10 more")


@pytest.mark.parametrize("kind", [errors.DataError, errors.VersionError])
def test_a_data_error_can_be_pickled(kind: type[errors.DataError]) -> None:
    sent = kind(Findings([BROKEN.finding()]), "told")
    received = pickle.loads(pickle.dumps(sent))
    assert type(received) is kind
    assert list(received.findings) == list(sent.findings)
    assert str(received) == "told"


def test_a_solver_error_carries_its_log() -> None:
    received = pickle.loads(pickle.dumps(errors.SolverError("failed", "line 1")))
    assert (str(received), received.log) == ("failed", "line 1")
