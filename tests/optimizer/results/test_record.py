"""The run record says where a plan comes from."""

import json

from optimizer.results.plan import Plan
from optimizer.results.record import own_build, peak_memory_mb, run_record, versions
from optimizer.settings import BuildSettings


def record(chain, **changes):
    given = {
        "settings": {"solve": {"gap": 0.01, "limits": ()}},
        "status": "optimal_within_gap",
        "objective": 10.0,
        "bound": float("-inf"),
        "gap": None,
        "seconds": {"build": 1.0, "solve": 2.5},
    }
    return run_record(chain, **{**given, **changes})


def test_it_names_instance_settings_and_outcome(chain):
    made = record(chain, more={"nodes": 5})
    assert made["instance"]["name"] == "small-chain"
    assert made["instance"]["digest"] == chain.digest
    assert made["settings"] == {"solve": {"gap": 0.01, "limits": []}}
    assert (made["objective"], made["bound"], made["gap"], made["nodes"]) == (10.0, None, None, 5)
    assert json.loads(json.dumps(made, allow_nan=False)) == made


def test_phases_are_added_up_unless_a_total_is_given(chain):
    assert record(chain)["seconds"] == {"build": 1.0, "solve": 2.5, "total": 3.5}
    assert record(chain, seconds={"solve": 2.5, "total": 9.0})["seconds"]["total"] == 9.0


def test_versions_and_memory_are_real():
    found = versions()
    assert {"python", "polars", "numpy"} <= set(found)
    assert all(version[0].isdigit() for version in found.values())
    memory = peak_memory_mb()
    assert memory is None or 10.0 < memory < 1e6


def test_a_plan_brings_the_build_it_was_solved_with():
    echoed = {"settings": {"build": {"watched": ["COD"]}}}
    assert own_build(Plan({}, echoed)) == BuildSettings.from_dict({"watched": ["COD"]})
    assert own_build(Plan({}, {})) == BuildSettings()
