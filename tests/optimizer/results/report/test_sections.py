"""What the page says."""

from dataclasses import replace

from optimizer.results.plan import Plan
from optimizer.results.report import sections
from optimizer.results.write import Results


def test_a_failed_audit_comes_first_and_is_marked(results):
    checks = [
        {"rule": "a", "rows": 3, "passed": True},
        {"rule": "b", "rows": 0.5, "passed": False},
    ]
    audit = sections.page(replace(results, audit={"passed": False, "checks": checks})).audit
    assert audit.failed
    assert audit.verdict == "FAILED, 1 of 2 rules broken"
    assert audit.columns == ["rule", "rows", "passed"]
    assert audit.rules == [(False, ["b", "0.5000", "no"]), (True, ["a", "3.000", "yes"])]


def test_a_page_about_nothing_has_few_sections(nothing):
    page = sections.page(Results(Plan(), nothing))
    assert page.world is None
    assert page.audit.verdict == "not audited"
    assert not page.audit.failed
    assert [name for name, _ in page.contents] == ["loop", "tables", "audit", "record"]


def test_a_full_page_has_them_all(results, without_china):
    page = sections.page(replace(results, reference=without_china))
    names = [name for name, _ in page.contents]
    assert names[:4] == ["comparison", "cost", "dependence", "missing"]
    assert len(names) == 13
    assert page.watched == "China"
    assert page.comparison is not None
    assert "depends more" in page.comparison.sentence
