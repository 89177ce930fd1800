"""The published indices come out, and the networks are what the paper says of them."""

import polars as pl
import pytest

from optimizer.errors import SettingsError
from optimizer.studies.cheng2024 import CHINA, cheng2024, network_of

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def china() -> dict[str, pl.DataFrame]:
    return {name: table.rows for name, table in cheng2024().tables.items()}


def test_the_published_shares_come_out(china: dict[str, pl.DataFrame]) -> None:
    """92 % [90–93] of LFP and 80 % [71–100] of NMC cathodes, to the percent."""
    for row in china["cathodes"].iter_rows(named=True):
        for case in ("least", "proportional", "greatest"):
            assert round(row[case], 2) == row[f"published_{case}"], (row["cathode"], case)
    assert china["cathodes"].sort("cathode")["published"].to_list() == [
        "92 % [90–93]",
        "80 % [71–100]",
    ]


def test_the_sentences_put_both_side_by_side() -> None:
    assert cheng2024().sentences == (
        "92 % [90–93] of LFP cathodes contain minerals that passed through China; "
        "published: 92 % [90–93].",
        "80 % [71–100] of NMC cathodes contain minerals that passed through China; "
        "published: 80 % [71–100].",
    )


def test_by_mineral(china: dict[str, pl.DataFrame]) -> None:
    """What the authors' own program gives on the same flows, to four digits."""
    found = {
        (row["cathode"], row["mineral"]): [
            round(row[case], 4) for case in ("least", "proportional", "greatest")
        ]
        for row in china["minerals"].iter_rows(named=True)
    }
    assert found == {
        ("LFP", "Li"): [0.8989, 0.9160, 0.9319],
        ("NMC", "Li"): [0.5667, 0.7836, 1.0],
        ("NMC", "Ni"): [0.5667, 0.5819, 0.5916],
        ("NMC", "Co"): [0.5667, 0.6964, 0.6968],
        ("NMC", "Mn"): [0.7068, 0.7989, 0.7565],
    }


def test_what_the_balances_lack_can_only_raise_the_greatest(china: dict[str, pl.DataFrame]) -> None:
    rows = china["minerals"]
    assert (rows["greatest_unknown"] >= rows["greatest"] - 1e-9).all()
    assert (rows["greatest_unknown"] >= rows["proportional"] - 1e-9).all()


def test_other_countries() -> None:
    """Cobalt of NMC from the Congo: nothing need, 71.8 % in proportion, 79.3 % at most."""
    congo = cheng2024(frozenset({"Congo, Democratic Republic of the"}))
    (row,) = congo.tables["minerals"].rows.filter(mineral="Co").iter_rows(named=True)
    assert round(row["least"], 4) == 0.0
    assert round(row["proportional"], 4) == 0.7178
    assert round(row["greatest"], 4) == 0.793
    assert "published" not in congo.tables["cathodes"].rows.columns


def test_a_country_that_is_not_in_the_flows() -> None:
    with pytest.raises(SettingsError, match="no country of these flows is called Narnia"):
        cheng2024(frozenset({"Narnia"}))


def test_a_network_of_few_flows() -> None:
    """A mine abroad, one of unknown place, a Chinese refinery, a plant in Japan."""
    flows = pl.DataFrame(
        [
            ("Li", "Chile", "mine", "China", "refined", 6.0),
            ("Li", "Unknown Raw Material Source", "mine", "China", "refined", 2.0),
            ("Li", "China", "refined", "Japan", "cathode gate", 8.0),
            ("Li", "Japan", "cathode gate", "LFP", "sink or balance item", 8.0),
            ("Co", "Chile", "mine", "LFP", "sink or balance item", 1.0),
        ],
        schema=["element", "origin", "origin_stage", "destination", "destination_stage", "value"],
        orient="row",
    )
    network, targets = network_of(flows, "Li", "LFP", frozenset({CHINA}))
    assert network.amount.tolist() == [6.0, 2.0, 8.0, 8.0, 6.0]
    assert network.watched.tolist() == [True, True, True, False, False]
    assert network.unknown.tolist() == [False, True, False, False, False]
    assert targets.tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]
