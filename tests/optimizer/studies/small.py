"""A study that answers nothing, with one of everything."""

import polars as pl

from optimizer.results.write import Results
from optimizer.studies.study import Chart, Shown, Study, StudyTable


def a_study(plans: dict[str, Results] | None = None, *, complete: bool = True) -> Study:
    rows = pl.DataFrame(
        {
            "name": ["=calm", "<storm>"],
            "cost": [1234.5, None],
            "share": [0.25, 1.0],
            "change": [-3.0, 4.0],
            "took": [0.5, 300.0],
        }
    )
    shown = {
        "name": Shown("weather", "text"),
        "cost": Shown("cost", "money"),
        "share": Shown("lost", "percent"),
        "change": Shown("change", "signed"),
        "took": Shown("time", "seconds"),
    }
    line = pl.DataFrame({"x": [0.1, 0.5], "y": [3.0, 1.0], "label": ["dear", "<cheap>"]})
    bars = pl.DataFrame({"x": ["Suez", "Panama"], "y": [2.0, 1.0]})
    matrix = pl.DataFrame({"x": ["cell", "anode"], "y": ["CHN", "CHN"], "value": [5.0, None]})
    return Study(
        kind="weather",
        title="Weather & other troubles",
        sentences=("A storm costs <more>.",),
        tables={"weather": StudyTable("Weather", rows, shown, most=1)},
        record={"seed": 1},
        charts=(
            Chart("line", "Front", line, "exposure", "cost"),
            Chart("bars", "Worst", bars, "", "GWh"),
            Chart("matrix", "Lost energy", matrix, "stage", "country"),
        ),
        plans=plans or {},
        complete=complete,
    )
