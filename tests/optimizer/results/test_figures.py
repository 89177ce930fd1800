"""Figures read well: neither false precision nor noise."""

import pytest

from optimizer.results import figures


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567.8, "1,234,568"),
        (123.4, "123"),
        (12.34, "12.3"),
        (1.234, "1.23"),
        (0.5, "0.500"),
        (0.001234, "0.00123"),
        (0.0, "0"),
        (-12.34, "−12.3"),
        (1e-9, "1.0e−09"),
        (99.96, "100"),
        (None, "–"),
    ],
)
def test_number(value, text):
    assert figures.number(value) == text


def test_number_with_more_digits():
    assert figures.number(140.9233, 4) == "140.9"
    assert figures.number(0.29496, 4) == "0.2950"


def test_signed():
    assert figures.signed(1.5) == "+1.50"
    assert figures.signed(-1.5) == "−1.50"
    assert figures.signed(0.0) == "0"
    assert figures.signed(None) == "–"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.65, "65.0 %"),
        (-0.0001, "≈0 %"),
        (0.0004, "≈0 %"),
        (0.714285, "71.4 %"),
        (1.0, "100 %"),
        (0.0, "0 %"),
        (-0.051, "−5.1 %"),
        (None, "–"),
    ],
)
def test_percent(share, text):
    assert figures.percent(share) == text


@pytest.mark.parametrize(
    ("tonnes", "text"),
    [(440.0, "440 t"), (9999.0, "9,999 t"), (25600.0, "25.6 kt"), (3.2e6, "3.20 Mt"), (None, "–")],
)
def test_mass(tonnes, text):
    assert figures.mass(tonnes) == text


def test_points():
    assert figures.points(-0.314) == "−31 pp"
    assert figures.points(0.042) == "+4.2 pp"
    assert figures.points(None) == "idle in one"


def test_unit_of_the_objective():
    asked = {"settings": {"build": {"objective": "exposure"}}}
    assert figures.objective_unit({}, "MUSD", "GWh") == "MUSD"
    assert figures.objective_unit(asked, "MUSD", "GWh") == "GWh"


def test_seconds():
    assert figures.seconds(0.4215) == "0.42 s"
    assert figures.seconds(61.0) == "61 s"
    assert figures.seconds(200.4) == "3 min 20 s"
    assert figures.seconds(None) == "–"


def test_bar_marks_the_cap_on_either_side_of_the_end():
    assert figures.bar(0.5, None, width=4) == "██··"
    assert figures.bar(0.25, 0.65, width=4) == "█··│"
    assert figures.bar(1.0, 0.65, width=4) == "███┃"
    assert figures.bar(1.7, None, width=3) == "███"
    # However short the bar, the mark tells on which side of the cap a share is.
    assert figures.bar(0.66, 0.65, width=4) == "███┃"
    assert figures.bar(0.64, 0.65, width=4) == "███│"


def test_verdict():
    assert figures.verdict(None) == "not audited"
    assert figures.verdict({"passed": True, "checks": [{"passed": True}]}) == "passed, 1 rules kept"
    broken = {"passed": False, "checks": [{"passed": True}, {"passed": False}]}
    assert figures.verdict(broken) == "FAILED, 1 of 2 rules broken"


def test_short():
    assert figures.short(2580.0) == "2,580"
    assert figures.short(12.5) == "12.5"
    assert figures.short(0.0) == figures.number(0.0, 6)


def test_words():
    assert figures.words("raw_material") == "raw material"
