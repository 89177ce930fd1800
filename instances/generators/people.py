"""People whom new plants need, and levers that say who is there and who can be trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged

if TYPE_CHECKING:
    from instances.generators.book import Book
    from instances.generators.facts import Facts

YEN, EURO = 6.7e-9, 1.09e-6
"""MUSD."""
ENGINEERS = 0.1
MATERIALS = 20.0 / 1.4
"""People by kt of material a year: 20 by GWh (Nysa), 1.4 kt of it in a GWh."""


def write_people(book: Book, facts: Facts) -> None:
    """Skills and jobs; nobody is counted unless a lever says how many there are."""
    for skill, name in (("operator", "Operators and technicians"), ("engineer", "Engineers")):
        book.add("skills", judged("One in ten is an engineer"), skill=skill, name=name)
    cells = facts.get("14", parameter="gigafactory jobs per GWh/yr", region="United Kingdom")
    home = facts.get("14", parameter="workers per GWh/yr implied by the target", region="Japan")
    nysa = facts.get("14", parameter="CAM plant jobs per GWh/yr", region="Poland")
    needs = (
        ("cell", "", cells.value, cells.prov.but("", "A plant of 40 GWh; others say 45 to 400")),
        (
            "cell",
            "JPN",
            home.value - cells.value,
            home.prov.but("", "30,000 for 150 GWh: the rest"),
        ),
        ("cathode-nickel", "", MATERIALS, nysa.prov.but("computed", "20 by GWh, 1.4 kt in it")),
        ("cathode-nickel-free", "", MATERIALS, nysa.prov.but("computed", "As NMC, by mass")),
        ("anode", "", MATERIALS, nysa.prov.but("estimate", "As cathode material, by mass")),
    )
    for rung, country, people, prov in needs:
        for skill, part in (("operator", 1.0 - ENGINEERS), ("engineer", ENGINEERS)):
            book.add(
                "jobs",
                prov,
                job="-".join(filter(None, (rung, country.lower(), skill))),
                skill=skill,
                rung=rung,
                country=country,
                people=people * part,
            )


def write_people_levers(book: Book, facts: Facts) -> None:
    """``people``: who is free and who can be trained; ``train-30000``: Japan's programme."""
    school = {
        ("operator", "EU"): facts.value("14", parameter="training cost, operator", region="EU")
        * EURO,
        ("engineer", "EU"): facts.value("14", parameter="training cost, engineer", region="EU")
        * EURO,
        ("operator", "JPN"): facts.value("14", parameter="training cost, operator", region="Japan")
        * YEN,
    }
    school["engineer", "JPN"] = school["engineer", "EU"]
    free = {
        ("operator", "EU"): (8000, 6000, 90),
        ("engineer", "EU"): (800, 500, 365),
        ("operator", "JPN"): (1000, 600, 90),
        ("engineer", "JPN"): (100, 60, 365),
    }
    rows: dict[str, list[tuple[str, str]]] = {"people": []}
    for (skill, area), (people, most, days) in free.items():
        rows["people"] += [
            ("workforce", f"skill = {skill}; area = {area}; period = 2025; people = {people}"),
            (
                "trainings",
                f"training = {skill}-{area.lower()}; skill = {skill}; area = {area}; "
                f"cost = {school[skill, area]:.4g}; days = {days}; most = {most}",
            ),
        ]
    rows["people"].append(
        (
            "trainings",
            "training = exchange; name = Researchers between the Union and Japan; "
            "skill = engineer; area = JPN; cost = 0.06; days = 180; most = 40",
        )
    )
    rows["train-30000"] = [
        (
            "trainings",
            f"training = programme-{skill}; skill = {skill}; area = JPN; "
            f"cost = {school[skill, 'JPN']:.4g}; days = {days}; most = {most}; last_period = 2030",
        )
        for skill, most, days in (("operator", 4500, 90), ("engineer", 500, 365))
    ]
    names = {
        "people": "People bind: those who are free, and schools as they are",
        "train-30000": "Japan trains 30,000 people by 2030",
    }
    why = judged("Free and trained people: a guess at a tenth of the Union's academy")
    target = facts.get("14", parameter="trained workers needed by 2030", region="Japan").prov
    for lever, changes in rows.items():
        prov = (
            why if lever == "people" else target.but("found", "5,000 a year, one in ten engineers")
        )
        book.add("levers", prov, lever=lever, name=names[lever])
        for step, (table, values) in enumerate(changes, 1):
            book.add(
                "lever_changes",
                prov,
                lever=lever,
                step=step,
                table=table,
                change="add",
                where="",
                set=values,
            )
