"""The language of changes, and what changes do to tables."""

from typing import Any

import polars as pl
import pytest

from optimizer.data.changes.apply import Change, applied, applied_all, changed
from optimizer.data.changes.text import Mistake, assignments, conditions
from optimizer.data.instance import Instance
from optimizer.errors import DataError, SettingsError
from tests.small.chain import the_chain


def after(instance: Instance, table: str, change: str, where: str = "", said: str = "") -> Any:
    return applied(instance.tables, Change(table, change, where, said))


def mistake(instance: Instance, *change: str) -> Mistake:
    with pytest.raises(Mistake) as caught:
        after(instance, *change)
    return caught.value


# ---- reading -------------------------------------------------------------------------------------


def test_conditions_are_columns_signs_and_values() -> None:
    one, two, three = conditions(' site.country = KOR | "a; | b" ; period>=2030;note != ')
    assert (one.path, one.sign, [v.text for v in one.values]) == (
        ("site", "country"),
        "=",
        ["KOR", "a; | b"],
    )
    assert one.values[1].literal
    assert (two.path, two.sign, two.values[0].text) == (("period",), ">=", "2030")
    assert (three.sign, three.values[0].text) == ("!=", "")


def test_assignments_are_values_or_sums() -> None:
    found = {a.column: a for a in assignments('price = * 1.5; most = + -3; name = "say ""hi"""')}
    assert (found["price"].operation, found["price"].number) == ("*", 1.5)
    assert (found["most"].operation, found["most"].number) == ("+", -3.0)
    assert found["name"].values[0].text == 'say "hi"'
    assert not assignments(" ; ")


@pytest.mark.parametrize(
    ("read", "text", "rule"),
    [
        (conditions, "country", "lever.form"),
        (conditions, 'note = "open', "lever.quote"),
        (assignments, "price > 3", "lever.assign"),
        (assignments, "site.country = KOR", "lever.form"),
        (assignments, "price = 1; price = 2", "lever.set_twice"),
    ],
)
def test_what_cannot_be_read_says_so(read: Any, text: str, rule: str) -> None:
    with pytest.raises(Mistake) as caught:
        read(text)
    assert caught.value.rule.name == rule


# ---- choosing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "where", "found"),
    [
        ("sites", "country = JPN | CHN", {"cn", "jp"}),
        ("sites", "country = EU", {"de"}),
        ("sites", "country != EU", {"cn", "jp"}),
        ("facilities", "site.country = JPN", {"works-jp", "recovery-jp"}),
        ("facilities", "facility = works-*", {"works-cn", "works-jp", "works-de"}),
        ("facilities", "facility = works-*; site.country != JPN", {"works-cn", "works-de"}),
        ("facilities", "fixed_cost >= 1.5", {"works-jp", "works-de"}),
        ("facilities", "fixed_cost = 0.5", {"recovery-jp"}),
        ("facilities", "closable = true", {"works-jp"}),
        ("capacities", "period > 2025", {"recovery-jp"}),
        ("disruptions", "scenario = ", {"typhoon"}),
        ("lanes", "opening_cost != ", {"polar", "arctic"}),
    ],
)
def test_rows_are_chosen(table: str, where: str, found: set[str]) -> None:
    chain = the_chain()
    left = after(chain, table, "change", where, "note = chosen")[table]
    key = left.columns[0]
    chosen = set(left.filter(pl.col("note") == "chosen")[key])
    if table == "lanes":
        assert chosen == set(chain.table("lanes").drop_nulls("opening_cost")["lane"])
    else:
        assert chosen == found


@pytest.mark.parametrize(
    ("where", "rule", "words"),
    [
        ("contry = KOR", "lever.column", "Did you mean 'country'?"),
        ("country = KOR", "lever.value_absent", "It has CHN, JPN, DEU"),
        ("country = CHN | JNP", "lever.value_absent", "Did you mean 'JPN'?"),
        ("country = CHN; site = jp", "lever.nothing", "some row meets"),
        ("country > CHN", "lever.order", "'|'"),
        ("latitude = north", "lever.not_number", "Write a number"),
        ("name.country = JPN", "lever.path", "Ask for name itself"),
    ],
)
def test_a_choice_that_means_nothing_is_mended(where: str, rule: str, words: str) -> None:
    found = mistake(the_chain(), "sites", "change", where, "note = x")
    assert (found.rule.name, found.column) == (rule, "where")
    assert words in found.rule.mend.format_map(found.words)


@pytest.mark.parametrize(
    ("table", "where", "rule"),
    [
        ("tariffs", "first_date > soon", "lever.not_day"),
        ("facilities", "closable = perhaps", "lever.not_boolean"),
    ],
)
def test_days_and_truths_are_written_as_such(table: str, where: str, rule: str) -> None:
    assert mistake(the_chain(), table, "drop", where).rule.name == rule


def test_periods_are_ordered_and_must_be_there() -> None:
    found = mistake(the_chain(), "capacities", "drop", "period >= 2062")
    assert found.rule.name == "lever.not_period"


# ---- changing, adding, dropping ------------------------------------------------------------------


def test_numbers_are_multiplied_and_added_and_no_limit_stays_none() -> None:
    chain = the_chain()
    left = after(chain, "facilities", "change", "site = jp", "fixed_cost = * 3; closing_cost = + 1")
    was, now = chain.table("facilities"), left["facilities"]
    assert now["facility"].equals(was["facility"])
    jp = pl.col("site") == "jp"
    assert now.filter(jp)["fixed_cost"].to_list() == [3 * x for x in was.filter(jp)["fixed_cost"]]
    assert now.filter(~jp).equals(was.filter(~jp))
    lanes = after(chain, "lanes", "change", "lane = *", "capacity_t = * 2")["lanes"]
    assert lanes["capacity_t"].is_null().equals(chain.table("lanes")["capacity_t"].is_null())


def test_rows_are_added_for_each_choice_with_defaults_and_provenance() -> None:
    change = Change(
        "capacities",
        "add",
        set="facility = works-de; period = 2025 | 2026; capacity = 2",
        provenance={"confidence": "estimate", "year": 2024},
    )
    new = applied(the_chain().tables, change)["capacities"].filter(pl.col("facility") == "works-de")
    assert new.select("period", "capacity", "scenario", "confidence", "year").rows() == [
        ("2025", 2.0, "", "estimate", 2024),
        ("2026", 2.0, "", "estimate", 2024),
    ]


def test_rows_are_copied_with_cells_of_their_own() -> None:
    chain = the_chain()
    left = after(chain, "operations", "add", "facility = works-cn", "facility = works-jp")
    assert left["operations"].height == chain.table("operations").height + 1
    left = after(chain, "sites", "add", "site = jp", "site = {site}-two; name = of {country}")
    assert left["sites"].row(-1)[:3] == ("jp-two", "of JPN", "JPN")


def test_a_row_that_is_there_is_not_added_again() -> None:
    chain = the_chain()
    said = "facility = works-cn; period = 2025; capacity = 10"
    tables = after(chain, "capacities", "add", "", said)
    assert tables["capacities"].height == chain.table("capacities").height


def test_what_names_a_dropped_thing_goes_with_it() -> None:
    left = after(the_chain(), "sites", "drop", "site = jp")
    assert "works-jp" not in left["facilities"]["facility"].to_list()
    for table, column in (("operations", "facility"), ("capacities", "facility")):
        assert not any(name.endswith("-jp") for name in left[table][column])
    assert "jp" not in {*left["lanes"]["origin"], *left["lanes"]["destination"]}
    assert set(left["shipments"]["lane"]) <= set(left["lanes"]["lane"])
    # The typhoon struck the site: a target, not a reference.
    assert left["disruptions"]["disruption"].to_list() == ["embargo"]


def test_a_member_less_leaves_the_bloc_and_a_source_less_leaves_the_row() -> None:
    chain = the_chain()
    tables = dict(chain.tables)
    tables["sources"] = pl.concat(
        [
            tables["sources"],
            pl.DataFrame([("memo", "A memo", "", "")], tables["sources"].schema, orient="row"),
        ]
    )
    tables["sites"] = tables["sites"].with_columns(source=pl.lit("memo"))
    left = applied(tables, Change("sources", "drop", "source = memo"))
    assert left["sites"].height == chain.table("sites").height
    assert set(left["sites"]["source"]) == {""}


@pytest.mark.parametrize(
    ("change", "rule", "column"),
    [
        (("sitess", "drop", "site = jp"), "lever.table", "table"),
        (("levers", "drop", "lever = accord"), "lever.table", "table"),
        (("sites", "remove", "site = jp"), "lever.kind", "change"),
        (("sites", "drop", ""), "lever.where_missing", "where"),
        (("sites", "drop", "site = jp", "name = x"), "lever.set_with_drop", "set"),
        (("sites", "change", "site = jp", ""), "lever.nothing_set", "set"),
        (("sites", "change", "site = jp", "contry = JPN"), "lever.column", "set"),
        (("sites", "change", "site = jp", "latitude = north"), "lever.value", "set"),
        (("sites", "change", "site = jp", "latitude = 120"), "lever.value", "set"),
        (("sites", "change", "site = jp", "name = * 2"), "lever.sum", "set"),
        (("sites", "change", "site = jp", "name = a | b"), "lever.list", "set"),
        (("sites", "add", "site = jp", "site = {town}"), "lever.field", "set"),
        (("sites", "add", "", "site = kobe"), "lever.key_missing", "set"),
        (
            ("capacities", "add", "", "facility = a; period = 2025; capacity = + 1"),
            "lever.sum",
            "set",
        ),
        (("periods", "change", "period = 2025", "days = * 0.3"), "lever.not_whole", "set"),
    ],
)
def test_a_change_that_cannot_be_made_says_where(
    change: tuple[str, ...], rule: str, column: str
) -> None:
    found = mistake(the_chain(), *change)
    assert (found.rule.name, found.column) == (rule, column)
    assert found.rule.mend.format_map(found.words)


def test_many_additions_at_once_are_as_one_by_one() -> None:
    chain = the_chain()
    changes = [
        Change("capacities", "add", set="facility = works-de; period = 2025; capacity = 2"),
        Change("capacities", "add", set="facility = works-de; period = 2026; capacity = 3"),
        Change("sites", "add", set="site = kobe; country = JPN"),
        Change("sites", "add", set="site = oslo; country = NOR; latitude = x"),
        Change("sites", "add", set="site = nara; country = JPN; latitude = 34.7"),
    ]
    at_once, wrong = applied_all(chain.tables, changes, strict=True)
    assert [at for at, _ in wrong] == [3]
    singly = chain.tables
    for change in (c for at, c in enumerate(changes) if at != 3):
        singly = applied(singly, change)
    for name in ("capacities", "sites"):
        assert at_once[name].equals(singly[name])


def test_changes_make_an_instance_or_say_all_that_is_wrong() -> None:
    chain = the_chain()
    dear = changed(
        chain,
        [
            {
                "table": "segments",
                "change": "change",
                "where": "segment = cars",
                "set": "shortfall_penalty = * 2",
            }
        ],
    )
    assert (
        dear.table("segments")["shortfall_penalty"][0]
        == 2 * (chain.table("segments")["shortfall_penalty"][0])
    )
    with pytest.raises(DataError) as caught:
        changed(
            chain,
            [
                {"table": "sites", "change": "drop", "where": "site = osaka"},
                {"table": "site", "change": "drop", "where": "site = jp"},
            ],
        )
    assert [(f.row, f.column) for f in caught.value.findings] == [(1, "where"), (2, "table")]
    with pytest.raises(DataError, match="no longer sound"):
        changed(
            chain,
            [{"table": "sites", "change": "change", "where": "site = jp", "set": "country = JPX"}],
        )


def test_what_is_no_change_is_refused() -> None:
    for given in ({"table": "sites"}, {"table": "sites", "change": "drop", "which": "x"}, 7):
        with pytest.raises(SettingsError):
            changed(the_chain(), [given])  # type: ignore[list-item]
