"""Routes of escalation: read or refused, shown to the author, never to a person the words are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from bothways.lens.escalate import TOPICS, escalations
from bothways.lens.routes import DANGER_NOW, HELP_NOW, Route, help_first, read_routes, routes_for, routes_from
from bothways.terms import Refusal

GOOD = """
[[route]]
name = "Ombudsperson"
contact = "+41 44 000 00 00"
kinds = ["harassment", "discrimination"]
people = ["Rut Imhof"]
note = "Answers within two days."

[[route]]
name = "Compliance"
contact = "dana.fox@example.com"

[[route]]
name = "Your manager"
contact = "in person"
manager = true
kinds = ["safety"]
"""
TOUCHED = "He put his hand on my back again at dinner."


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "routes.toml").write_text(GOOD, encoding="utf-8")
    ombud, compliance, manager = read_routes(tmp_path / "routes.toml")
    assert ombud == Route(
        "Ombudsperson",
        "+41 44 000 00 00",
        ("harassment", "discrimination"),
        ("Rut Imhof",),
        "Answers within two days.",
    )
    assert compliance.kinds == TOPICS
    assert manager.manager
    (tmp_path / "bom.toml").write_text(GOOD, encoding="utf-8-sig")
    assert len(read_routes(str(tmp_path / "bom.toml"))) == 3


def routing(text: str, file: str = GOOD):
    import tomllib  # noqa: PLC0415

    return routes_for(escalations(text), text=text, routes=routes_from(tomllib.loads(file)))


def test_routes_of_the_kind_are_shown() -> None:
    found = routing(TOUCHED)
    assert found.kinds == ("harassment",)
    assert [route.name for route in found.routes] == ["Ombudsperson", "Compliance"]
    assert (found.left_out, found.unserved) == ((), ())
    assert found.as_dict()["sent"] is False


@pytest.mark.parametrize(
    ("named", "left"),
    [
        ("Rut Imhof laughed.", "Ombudsperson"),
        ("rut laughed.", "Ombudsperson"),
        ("IMHOF laughed.", "Ombudsperson"),
        ("Dana laughed.", "Compliance"),  # her name is only in the address
        ("We wrote to Ms Fox.", "Compliance"),
    ],
)
def test_a_route_whose_person_is_named_is_left_out(named: str, left: str) -> None:
    found = routing(f"{TOUCHED} {named}")
    assert [route.name for route, _ in found.left_out] == [left]
    assert left not in [route.name for route in found.routes]


@pytest.mark.parametrize("text", ["Ruth laughed.", "The danas laughed.", "It is a rutted road."])
def test_a_longer_word_is_no_name(text: str) -> None:
    assert routing(f"{TOUCHED} {text}").left_out == ()


def test_a_name_that_is_a_word_counts_with_its_capital_alone() -> None:
    routes = [Route("HR", "room 4", people=("Will Berg",))]
    calm, named = f"{TOUCHED} It will happen again.", f"{TOUCHED} I told Will."
    assert routes_for(escalations(calm), text=calm, routes=routes).routes
    assert routes_for(escalations(named), text=named, routes=routes).left_out


def test_a_kind_without_a_route_is_said() -> None:
    found = routing("If he comes back I will kill him with my own hands.")
    assert found.kinds == ("violence",)
    only = GOOD.replace('contact = "dana.fox@example.com"', 'contact = "room 4"\nkinds = ["fraud"]')
    assert routing("If he comes back I will kill him with my own hands.", only).unserved == ("violence",)


def test_nothing_recognised_needs_no_route() -> None:
    found = routing("Please send the offer by Friday.")
    assert (found.kinds, found.routes, found.left_out, found.unserved) == ((), (), (), ())


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("", "names no route"),
        ("route = 3", "names no route"),
        ("route = [3]", "is no table"),
        ("[[route]]\nname = 'HR'", "has no contact"),
        ("[[route]]\ncontact = 'x'", "has no name"),
        ("[[route]]\nname = ' '\ncontact = 'x'", "has no name"),
        ("[[route]]\nname = 'HR'\ncontact = 'x'\nkinds = ['anger']", "no kind that is recognised"),
        ("[[route]]\nname = 'HR'\ncontact = 'x'\nkinds = 'fraud'", "no list of texts"),
        ("[[route]]\nname = 'HR'\ncontact = 'x'\npeople = [3]", "no list of texts"),
        ("[[route]]\nname = 'HR'\ncontact = 'x'\nnote = 3", "note is a text"),
        ("[[route]]\nname = 'HR'\ncontact = 'x'\nmail = 'y'", "“mail” means nothing"),
        ("[[route]]\nname = 'HR'\ncontact = 'x'\n[extra]\na = 1", "“extra” that means nothing"),
        ("[[route]\nname", "can't be read"),
    ],
)
def test_a_bad_file_is_refused_with_what_is_wrong(tmp_path: Path, file: str, said: str) -> None:
    (tmp_path / "r.toml").write_text(file, encoding="utf-8")
    with pytest.raises(Refusal, match=said) as refused:
        read_routes(tmp_path / "r.toml")
    assert refused.value.code == "routes"
    assert refused.value.hint


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00\x01")
    for path in (tmp_path / "nowhere.toml", tmp_path, tmp_path / "b.toml"):
        with pytest.raises(Refusal, match=r"no file|can't be read"):
            read_routes(path)


@pytest.mark.parametrize(
    "text",
    [
        "My manager had the alarm on the dryer disconnected.",
        "boss say drive anyway, the alarm is disconnected",
        "Our line manager had the guard removed.",
    ],
)
def test_the_route_to_ones_own_manager_is_left_out_where_a_manager_is_spoken_of(text: str) -> None:
    found = routing(text)
    assert "safety" in found.kinds
    assert [(route.name, person) for route, person in found.left_out] == [
        ("Your manager", "your own manager")
    ]


def test_the_route_to_ones_own_manager_is_shown_where_none_is_spoken_of() -> None:
    found = routing("The alarm on the dryer was disconnected.")
    assert "Your manager" in [route.name for route in found.routes]


def test_help_comes_before_the_routes_where_a_life_may_be_at_stake() -> None:
    assert help_first(["fraud", "self-harm", "violence"]) == HELP_NOW
    assert help_first(["violence"]) == help_first(["safety"]) == DANGER_NOW
    assert help_first(["harassment", "fraud"]) == ""
    assert routing("I want to die.").as_dict()["first"] == HELP_NOW
