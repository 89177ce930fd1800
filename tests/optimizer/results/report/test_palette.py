"""One colour per thing, the watched ones apart."""

from optimizer.results.report.palette import Entry, Palette


def test_watched_first_then_by_rank_then_others():
    ranked = [f"c{at}" for at in range(14)] + ["CHN"]
    palette = Palette(ranked, {"CHN": "China"}, {"CHN"})
    assert palette.css("CHN") == "watched"
    assert palette.css("c0") == "c1"
    assert palette.css("c11") == "c12"
    assert palette.css("c12") == palette.css("unknown") == "other"
    assert [palette.order(key) for key in ("CHN", "c0", "c11", "c13")] == [0, 1, 12, 13]
    assert palette.legend()[0] == Entry("watched", "China")
    assert palette.legend()[-1] == Entry("other", "others")
    assert len(palette.legend()) == 14


def test_few_things_need_no_others():
    assert Palette(["a"], {"a": ""}).legend() == [Entry("c1", "a")]
