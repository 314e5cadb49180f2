"""Settings: read out of what is handed in, refused loudly where they can't be meant, and documented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.ports import SETTINGS, model_from, settings_of
from bothways.terms import Refusal

ROOT = Path(__file__).parent.parent.parent
URL, MODEL, KEY = "BOTHWAYS_LLM_BASE_URL", "BOTHWAYS_LLM_MODEL", "BOTHWAYS_LLM_API_KEY"
GOOD = {URL: "http://127.0.0.1:11434/v1", MODEL: "llama3.1:8b"}


def test_nothing_set_is_no_model():
    assert settings_of({}) is None
    assert model_from({"PATH": "/bin", "OPENAI_API_KEY": "x", "OPENAI_BASE_URL": "http://x"}) is None
    assert settings_of(dict.fromkeys([URL, MODEL, KEY], "  ")) is None


def test_the_defaults_are_what_the_table_says():
    found = settings_of(GOOD)
    assert found is not None
    table = {setting.name: setting.default for setting in SETTINGS}
    assert found.timeout == float(table["BOTHWAYS_LLM_TIMEOUT"])
    assert found.candidates == int(table["BOTHWAYS_LLM_CANDIDATES"])
    assert found.key == ""


@pytest.mark.parametrize(
    ("address", "where", "path", "local"),
    [
        ("http://127.0.0.1:11434/v1", "127.0.0.1:11434", "/v1", True),
        ("http://localhost:8080", "localhost:8080", "/v1", True),
        ("http://localhost:8080/", "localhost:8080", "/v1", True),
        ("http://LOCALHOST:8080/v1/", "localhost:8080", "/v1", True),
        ("http://[::1]:8000/v1", "[::1]:8000", "/v1", True),
        ("https://models.example.com/api/v1", "models.example.com", "/api/v1", False),
        ("https://models.example.com:444/v1", "models.example.com:444", "/v1", False),
        ("http://192.168.1.5:11434/v1", "192.168.1.5:11434", "/v1", False),
        ("http://127.0.0.1.example.com/v1", "127.0.0.1.example.com", "/v1", False),
        ("http://localhost.example.com/v1", "localhost.example.com", "/v1", False),
    ],
)
def test_addresses(address: str, where: str, path: str, local: bool):
    found = settings_of({**GOOD, URL: address})
    assert found is not None
    assert (found.where, found.path, found.local) == (where, path, local)


@pytest.mark.parametrize(
    "wrong",
    [
        {URL: "127.0.0.1:11434"},
        {URL: "ftp://127.0.0.1/v1"},
        {URL: "file:///etc/passwd"},
        {URL: "http://"},
        {URL: "http:///v1"},
        {URL: "http://127.0.0.1:99999/v1"},
        {URL: "http://127.0.0.1:0/v1"},
        {URL: "http://127.0.0.1:port/v1"},
        {URL: "http://[::1/v1"},
        {URL: "http://127.0.0.1/v1?key=1"},
        {URL: "http://127.0.0.1/v1#x"},
        {URL: "http://me:secret@127.0.0.1/v1"},
        {URL: "http://127.0.0.1/v 1"},
        {URL: "http://127.0.0.1/v1\r\nX: y"},
        {URL: "http://127.0.0.1/ü"},
        {URL: f"http://{'a' * 70}.example.com/v1"},
        {MODEL: ""},
        {MODEL: "a b"},
        {MODEL: "a\x1b[31m"},
        {KEY: "a b"},
        {KEY: "a\nAuthorization: x"},
        {KEY: "ключ"},
        {"BOTHWAYS_LLM_TIMEOUT": "0"},
        {"BOTHWAYS_LLM_TIMEOUT": "601"},
        {"BOTHWAYS_LLM_TIMEOUT": "nan"},
        {"BOTHWAYS_LLM_TIMEOUT": "inf"},
        {"BOTHWAYS_LLM_TIMEOUT": "a minute"},
        {"BOTHWAYS_LLM_CANDIDATES": "0"},
        {"BOTHWAYS_LLM_CANDIDATES": "9"},
        {"BOTHWAYS_LLM_CANDIDATES": "2.5"},
        {"BOTHWAYS_LLM_URL": "http://127.0.0.1/v1"},
        {"BOTHWAYS_LLM_BASE_URl": "http://127.0.0.1/v1"},
        {"BOTHWAYS_LLM_": "x"},
    ],
    ids=str,
)
def test_what_can_not_be_meant_is_refused(wrong: dict[str, str]):
    with pytest.raises(Refusal) as refused:
        model_from({**GOOD, **wrong})
    assert refused.value.code == "setting"
    assert refused.value.hint
    assert refused.value.data["setting"] == next(iter(wrong))


@pytest.mark.parametrize("alone", [{MODEL: "x"}, {KEY: "x"}, {"BOTHWAYS_LLM_TIMEOUT": "5"}])
def test_a_setting_without_an_address_is_refused(alone: dict[str, str]):
    with pytest.raises(Refusal) as refused:
        model_from(alone)
    assert URL in refused.value.hint


def test_a_mistyped_name_is_put_right():
    with pytest.raises(Refusal) as refused:
        model_from({**GOOD, "BOTHWAYS_LLM_APIKEY": "x"})
    assert refused.value.hint == "Do you mean BOTHWAYS_LLM_API_KEY?"


@pytest.mark.parametrize(
    "host", ["192.168.1.5", "models.example.com", "127.0.0.1.example.com", "203.0.113.9"]
)
def test_a_key_does_not_travel_unencrypted(host: str):
    with pytest.raises(Refusal) as refused:
        model_from({**GOOD, URL: f"http://{host}:80/v1", KEY: "sk-1"})
    assert "unencrypted" in refused.value.sentence
    assert model_from({**GOOD, URL: f"https://{host}:443/v1", KEY: "sk-1"}) is not None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_a_key_may_go_to_this_machine(host: str):
    assert model_from({**GOOD, URL: f"http://{host}:80/v1", KEY: "sk-1"}) is not None


SECRET = "sk-very-secret-0123456789"  # noqa: S105 - nobody's


@given(st.sampled_from([URL, MODEL, KEY]), st.text(max_size=30))
def test_the_key_is_in_no_refusal_and_in_no_print(name: str, value: str):
    environ = {**GOOD, KEY: SECRET, name: value + SECRET if name == KEY else value}
    try:
        shown = repr(model_from(environ)) + repr(settings_of(environ))
    except Refusal as refusal:
        shown = f"{refusal!r} {refusal} {json.dumps(refusal.as_dict())}"
    assert SECRET not in shown


def test_a_key_in_the_address_is_not_repeated():
    with pytest.raises(Refusal) as refused:
        model_from({**GOOD, URL: f"https://me:{SECRET}@models.example.com/v1"})
    assert SECRET not in str(refused.value.as_dict())


@given(st.dictionaries(st.sampled_from([setting.name for setting in SETTINGS]), st.text(max_size=40)))
def test_any_settings_are_read_or_refused(environ: dict[str, str]):
    try:
        found = settings_of(environ)
    except Refusal as refusal:
        found, code = None, refusal.code
    else:
        code = "setting"
    assert code == "setting"
    assert found is None or (found.host and found.model and 1 <= found.candidates <= 8)


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "howto" / "model.md").read_text("utf-8")
    for setting in SETTINGS:
        assert f"`{setting.name}`" in page, setting.name
        assert setting.help
    reference = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    for setting in SETTINGS:
        assert f"| `{setting.name}` |" in reference


def test_no_setting_is_read_that_is_not_in_the_table():
    import re  # noqa: PLC0415

    names = {setting.name for setting in SETTINGS}
    for path in (ROOT / "src").rglob("*.py"):
        found = set(re.findall(r"BOTHWAYS_[A-Z_]+[A-Z]", path.read_text("utf-8")))
        assert {name for name in found if name.startswith("BOTHWAYS_LLM_")} <= names | {"BOTHWAYS_LLM"}, path
