"""The tables that the migrations make are those that the models say."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.test.utils import override_settings

from bothways.web.people.models import Team


def written() -> MigrationLoader:
    """The migrations as they are written; the tests themselves may make their tables without them."""
    with override_settings(MIGRATION_MODULES={}):
        return MigrationLoader(None)


def missing() -> list[str]:
    """What `makemigrations` would write."""
    loader = written()
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
        graph=loader.graph
    )
    return [step.describe() for migration in changes.get("bothways", []) for step in migration.operations]


def test_no_model_was_changed_without_its_migration():
    assert missing() == []


def test_a_change_would_be_found():
    name = Team._meta.get_field("name")
    length, name.max_length = name.max_length, 7
    try:
        assert "Alter field name on team" in missing()
    finally:
        name.max_length = length


def test_migrations_are_one_line():
    assert len(written().graph.leaf_nodes("bothways")) == 1
