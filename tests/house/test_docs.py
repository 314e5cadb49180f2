"""The documentation is tested: what it names exists, and what exists is named."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "bothways"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "tables.md", "measures.md", "settings.md"])
def test_the_reference_is_what_the_code_says(name: str):
    made = generator().PAGES[name]()
    assert (ROOT / "docs" / "reference" / name).read_text("utf-8") == made, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def commands_of(page: Path) -> list[list[str]]:
    """Return the commands of this product that stand in a page's code blocks."""
    blocks = re.findall(r"^ *```[a-z]*\n(.*?)^ *```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    # What stands behind " > " is the shell's: a file that takes what the command prints.
    return [
        shlex.split(line.split(" > ")[0], comments=True)[1:] for line in lines if line.startswith("bothways ")
    ]


@pytest.mark.parametrize("page", [page for page in PAGES if commands_of(page)], ids=lambda page: page.name)
def test_commands_in_the_pages_exist(page: Path):
    import typer.main  # noqa: PLC0415

    from bothways.cli.application import application  # noqa: PLC0415

    known = typer.main.get_command(application()).commands
    for words in commands_of(page):
        command = known[words[0]]
        command.make_context("bothways", words[1:])  # refuses an option or a value that there is not


def test_every_dependency_has_its_reason():
    reasons = "\n".join(path.read_text("utf-8") for path in (ROOT / "docs" / "adr").glob("*.md"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"].values()
    extras = project["project"]["optional-dependencies"].values()
    for wanted in [*project["project"]["dependencies"], *(w for group in [*groups, *extras] for w in group)]:
        name = re.split(r"[<>=\[ ]", wanted)[0]
        assert re.search(rf"\b{re.escape(name)}\b", reasons), f"{name} has no reason in docs/adr"


def test_the_map_names_every_folder_of_the_package():
    text = (ROOT / "docs" / "map.md").read_text("utf-8")
    for folder in [path for path in SOURCE.rglob("*") if path.is_dir() and (path / "__init__.py").exists()]:
        assert f"{folder.relative_to(SOURCE).as_posix()}/" in text, folder


def test_the_readme_names_the_two_commands_and_they_exist():
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in ("demo", "test"):
        assert f"make {command}" in readme
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)


def test_nothing_committed_names_an_address_of_a_registry():
    for name in ("constraints.txt", "pyproject.toml", "Makefile", ".ci/run"):
        assert "://" not in (ROOT / name).read_text("utf-8"), name


@pytest.mark.parametrize(
    "name",
    [
        ".".join(("bothways", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
        for path in sorted(SOURCE.rglob("*.py"))
        if ">>> " in path.read_text("utf-8")
    ],
)
def test_examples_in_docstrings_run(name: str):
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert not found.failed


def test_public_names_are_documented():
    import bothways  # noqa: PLC0415

    for name in bothways.__all__:
        assert (getattr(bothways, name).__doc__ or "").strip(), name


def test_the_readmes_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(ROOT / "examples" / "report.csv", "opportunities.csv")
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own page
    assert (tmp_path / "briefs" / "executive.html").exists()
