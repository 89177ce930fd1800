"""The figures that are read first."""

from dataclasses import replace

from optimizer.results.report import headline


def tiles(results):
    return {tile.label: tile for tile in headline.tiles(results)}


def test_tiles(results):
    found = tiles(results)
    assert found["Cost"].figure == "374.3 MUSD"
    assert found["Cost"].remark == "present value, gap 0.03 %"
    assert found["Delivered"].bad
    assert found["Delivered"].remark == "0.500 GWh missing, 3.2 % of demand"
    assert found["Exposure to China"].figure == "33.3 %"
    assert found["Exposure to China"].remark == "highest 46.9 % in 2025"
    above = found["China above 65 %"]
    assert (above.figure, above.remark) == ("1 of 3 rungs", "most: refining-nickel, 71.4 %")
    assert above.bad
    assert found["Invested"].figure == "200 MUSD"
    assert found["Invested"].remark == "1 build in 1 country, undiscounted"
    assert found["Collected for recycling"].remark == "50.0 % of 4.00 GWh retiring"
    assert (found["Audit"].figure, found["Audit"].remark) == ("passed", "1 rules kept")


def test_what_passed_through_is_told_where_a_clean_stream_is_kept(results):
    head = replace(results.measures.headline, pass_through=0.7)
    kept = replace(results, measures=replace(results.measures, headline=head))
    assert tiles(kept)["Passed through China"].figure == "70.0 %"
    assert "Passed through China" not in tiles(results)


def test_a_shortfall_that_is_a_rounding_is_none(results):
    head = replace(results.measures.headline, shortfall=1e-9)
    met = replace(results, measures=replace(results.measures, headline=head))
    assert not tiles(met)["Delivered"].bad
    assert tiles(met)["Delivered"].remark == "all of demand"


def test_the_way_back(measured):
    stations = [(tile.label, tile.figure, tile.remark) for tile in headline.loop(measured)]
    assert stations == [
        ("Delivered", "15.0 GWh", "new batteries"),
        ("Retires", "4.00 GWh", "within the horizon"),
        ("Collected", "2.00 GWh", "50.0 % of what retires"),
        ("Recovered", "440 t", "Ni 440 t"),
        ("In new cells", "Ni 7.3 %", ""),
    ]


def test_no_way_back_where_nothing_retires(nothing):
    silent = replace(nothing, headline=replace(nothing.headline, retiring=0.0))
    assert list(headline.loop(silent)) == []


def test_a_way_that_ends_early(nothing):
    stations = list(headline.loop(nothing))
    assert (stations[-1].label, stations[-1].figure) == ("Recovered", "nothing")
