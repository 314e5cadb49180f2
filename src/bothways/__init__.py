"""Bothways: the facts of a sales team, carried both ways."""

__version__ = "0.1.0"
