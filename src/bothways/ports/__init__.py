"""The ports: the one place where text may leave the machine, and only where a setting says so.

For: reaching a language model that the user runs or rents, and the mail server that takes the briefs.
Gives: `model_from` (the model that the settings name, or None), `settings_of`, `SETTINGS`, `ChatModel`; `hand_over` (one
mail, and what came of it), `mail_settings_of`, `SMTP_SETTINGS`, `MailSettings`.
Never: opens a connection unless a setting names a server; follows a server elsewhere; uses a proxy; shows the key;
decides whether a wording is good (the lens does), or when a mail is tried again (the outbox does).
"""

from bothways.ports.models import ChatModel, model_from
from bothways.ports.settings import SETTINGS, ModelSettings, Setting, settings_of
from bothways.ports.smtp import hand_over
from bothways.ports.smtp_settings import SMTP_SETTINGS, MailSettings, mail_settings_of

__all__ = [
    "SETTINGS", "SMTP_SETTINGS", "ChatModel", "MailSettings", "ModelSettings", "Setting", "hand_over",
    "mail_settings_of", "model_from", "settings_of",
]  # fmt: skip
