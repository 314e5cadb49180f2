"""The rules of the house, as tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "bothways"
MODULES = sorted(SOURCE.rglob("*.py"))
ROOMS = sorted(path for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__")
FLOORS = ["terms", "evidence", "brief"]
# `engine.py` may say SQL; the clock is read by the command alone.
CLOCKS = {
    ("datetime", "now"),
    ("date", "today"),
    ("time", "time"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
}


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


# A migration is written by a program: how long it is, nobody chooses.
@pytest.mark.parametrize("path", [p for p in MODULES if p.parent.name != "migrations"], ids=name_of)
def test_modules_stop_at_600_lines(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 600


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_stop_at_80_lines_and_aim_at_50(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 80, f"{node.name} in {name_of(path)}"


def test_no_module_without_a_home():
    assert not [name_of(p) for p in MODULES if p.stem in {"utils", "util", "helpers", "common", "misc"}]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_it_is_for(room: Path):
    text = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) or ""
    assert "For: " in text
    assert "Gives: " in text
    assert "Never: " in text


@pytest.mark.parametrize("path", [p for p in MODULES if not {"cli", "web"} & set(p.parts)], ids=name_of)
def test_the_core_reads_no_clock_no_environment_and_no_chance(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in CLOCKS, f"line {node.lineno}"
            assert (node.value.id, node.attr) != ("os", "environ"), f"line {node.lineno}"
            if node.value.id == "random":
                assert node.attr == "Random", f"unseeded chance in line {node.lineno}"


def test_no_raw_sql_outside_the_engine():
    words = ("select ", "copy (", "create or replace", "insert into")
    for path in MODULES:
        if name_of(path) == "evidence/engine.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and " from " in node.value.lower()
            ):
                assert not node.value.lower().lstrip().startswith(words), f"{name_of(path)}:{node.lineno}"


def test_no_room_reaches_into_a_neighbours_private_modules():
    for path in MODULES:
        room = path.relative_to(SOURCE).parts[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bothways."):
                parts = (node.module or "").split(".")
                names = [alias.name for alias in node.names]
                foreign = len(parts) > 1 and parts[1] != room
                private = [part for part in (*parts[2:], *names) if part.startswith("_")]
                assert not (foreign and private), f"{name_of(path)}:{node.lineno} {private}"


def test_the_core_stands_alone_without_the_web_framework():
    blocked = (
        "import sys\n"
        "class Block:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'django', 'typer', 'click', 'pandas', 'pyspark'}:\n"
        "            raise ImportError('blocked: ' + name)\n"
        "sys.meta_path.insert(0, Block())\n"
        "import bothways, bothways.terms, bothways.evidence, bothways.brief\n"
        "bothways.import_files, bothways.make_pair\n"
    )
    done = subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_floors_hold():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_test_modules_have_names_of_their_own():
    # pytest imports test modules by their bare names: two of one name stop the whole run. A package has dotted names.
    files = [path for path in (ROOT / "tests").rglob("*.py") if not (path.parent / "__init__.py").exists()]
    names = sorted(path.name for path in files if path.name != "conftest.py")
    assert names == sorted(set(names))
