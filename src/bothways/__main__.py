"""`python -m bothways` does what `bothways` does."""

from bothways.cli import main

raise SystemExit(main())
