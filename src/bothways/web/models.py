"""Every table of the application, gathered from the rooms: one app, one order of migrations."""

from __future__ import annotations

from importlib import import_module

from bothways.web.rooms import parts

for _name in parts("models"):
    _module = import_module(_name)
    globals().update({name: getattr(_module, name) for name in _module.__all__})
