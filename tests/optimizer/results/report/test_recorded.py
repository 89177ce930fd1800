"""The run record and the audit, as people read them."""

from optimizer.results.report import recorded

RECORD = {
    "instance": {"name": "small", "path": "somewhere/small"},
    "settings": {
        "build": {
            "limits": [
                {"measure": "exposure", "watched": ["CHN", "RUS"], "limit": 0.4},
                {
                    "measure": "stage_share",
                    "watched": ["CHN"],
                    "limit": 0.65,
                    "rung": "cell",
                    "from_period": "2030",
                },
            ],
            "objective": "exposure",
            "then": None,
            "watched": ["CHN"],
            "relax": False,
        },
        "solve": {"gap": 0.01, "time_limit": 300.0, "threads": 2},
    },
    "status": "optimal_within_gap",
    "objective": 377.1,
    "gap": 0.0003,
    "seconds": {"solve": 0.5},
    "peak_memory_mb": 278.1,
    "size": {"rows": 25110},
    "weather": {"wind": "west"},
}


def test_the_record_by_topic(measured):
    groups = {g.title: dict(g.members) for g in recorded.groups(RECORD, measured.headline)}
    assert groups == {
        "Instance": {"name": "small"},
        "What was asked": {
            "limits": "exposure CHN+RUS ≤ 40.0 %, stage share CHN in cell ≤ 65.0 % from 2030",
            "objective": "exposure",
            "then": "–",
            "watched": "CHN",
            "relax": "no",
        },
        "How it was solved": {"gap": "1.00 %", "time limit": "5 min 0 s", "threads": "2"},
        "How it ended": {
            "status": "optimal within gap",
            "objective": "377.100 GWh",
            "gap": "0.03 %",
            "peak memory": "278 MB",
        },
        "Time": {"solve": "0.50 s"},
        "Size of the model": {"rows": "25,110"},
        "Weather": {"wind": "west"},
    }


def test_no_limits_are_none(measured):
    (group,) = recorded.groups({"settings": {"build": {"limits": []}}}, measured.headline)
    assert group.members == (("limits", "none"),)


def test_rules_by_family_broken_ones_first():
    checks = [
        {"family": "balance", "rows": 10, "relative": 1e-9, "passed": True},
        {"family": "balance", "rows": 5, "relative": 2e-9, "passed": True},
        {"family": "costs", "rows": 1, "relative": 0.5, "passed": False},
    ]
    costs, balance = recorded.families(checks)
    assert (costs.name, costs.broken, costs.worst) == ("costs", 1, "0.50")
    assert (balance.rules, balance.rows, balance.broken) == (2, 15, 0)
    assert balance.worst == "2.0e−09"


def test_checks_without_a_family_or_figures():
    (family,) = recorded.families([{"rule": "a", "passed": False}])
    assert (family.name, family.rows, family.worst) == ("rules", 0, "0")
