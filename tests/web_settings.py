"""The application's settings as the tests have them: a folder of their own, tables made straight from the models.

TEST_DATABASE_URL=postgresql://… runs them on PostgreSQL; TEST_MIGRATIONS=1 makes the tables by the migrations.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="bothways-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["BOTHWAYS_DATA"] = _FOLDER
for _name in ("BOTHWAYS_MODE", "BOTHWAYS_URL"):
    os.environ.pop(_name, None)
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["BOTHWAYS_DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from bothways.web.configured import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if not os.environ.get("TEST_MIGRATIONS"):
    MIGRATION_MODULES = {"bothways": None}
