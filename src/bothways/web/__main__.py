"""Django's own commands for those who work on the web: `python -m bothways.web makemigrations`."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.web.configured")
    execute_from_command_line(sys.argv)
