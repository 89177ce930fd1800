"""Pillars that are made of something."""

from typing import Any

from optimizer.data.checks import keys, pillars


def test_what_is_made_of_nothing_of_no_pack_or_of_what_does_not_go_together(bench: Any) -> None:
    bare = bench.add("pillars", pillar="bare")
    for name in ("law", "mix"):
        bench.add("pillars", pillar=name)
    bench.add("pillars", pillar="kept", share=0.5)
    row = {"pillar": "law", "kind": "policy"}
    bench.add("pillar_parts", **row, target="eu-nzia")
    wrong = bench.add("pillar_parts", **row, target="eu-nothing")
    bench.add("pillar_parts", pillar="mix", kind="policy", target="eu-nzia")
    mixed = bench.add("pillar_parts", pillar="mix", kind="agreement", target="books")
    assert bench.places(pillars.parts) == [
        ("pillar.unknown_policy", "pillar_parts", wrong, "target"),
        ("pillar.empty", "pillars", bare, "pillar"),
        ("pillar.mixed", "pillar_parts", mixed, "target"),
    ]


def test_parts_are_there(bench: Any) -> None:
    bench.add("pillars", pillar="law")
    at = bench.add("pillar_parts", pillar="law", kind="lever", target="no-such-lever")
    found = [place for place in bench.places(keys.targets) if place[1] == "pillar_parts"]
    assert [(table, row, column) for _, table, row, column in found] == [
        ("pillar_parts", at, "target")
    ]
