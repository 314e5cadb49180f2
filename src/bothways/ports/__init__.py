"""The ports: the one place where text may leave the machine, and only where a setting says so.

For: reaching a language model that the user runs or rents. Gives: `model_from` (the model that the settings name, or
None), `settings_of`, `SETTINGS`, `ChatModel`. Never: opens a connection unless a setting names a server; follows a
server elsewhere; uses a proxy; shows the key; decides whether a wording is good (the lens does).
"""

from bothways.ports.models import ChatModel, model_from
from bothways.ports.settings import SETTINGS, ModelSettings, Setting, settings_of

__all__ = ["SETTINGS", "ChatModel", "ModelSettings", "Setting", "model_from", "settings_of"]
