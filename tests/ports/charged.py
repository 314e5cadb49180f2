"""Charged messages with facts of all sorts, each with a good calm wording: what the servers of the tests word badly."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    text: str
    calm: str
    names: tuple[str, ...]


MESSAGES: tuple[Message, ...] = (
    Message(
        "This is ridiculous!!! Hartmann will not sign the 240,000 EUR order unless you idiots deliver by 5 May.",
        "Hartmann will not sign the 240,000 EUR order unless you deliver by 5 May.",
        ("Hartmann",),
    ),
    Message(
        "For the third time: Priya must not give Acme more than 8 % off, damn it. Send me the list before Friday.",
        "For the third time: Priya must not give Acme more than 8 % off. Send me the list before Friday.",
        ("Acme", "Priya"),
    ),
    Message(
        "We lost 14 renewals to your stupid portal in March because nobody can log in. Marta needs an answer by 3 pm!!!",
        "We lost 14 renewals to the portal in March because nobody can log in. Marta needs an answer by 3 pm.",
        ("Marta",),
    ),
    Message(
        "Lindqvist did not get the €18,500 refund, you clowns. If it is not paid by 30 June, they cancel.",
        "Lindqvist did not get the €18,500 refund. If it is not paid by 30 June, they cancel.",
        ("Lindqvist",),
    ),
    Message(
        "The bloody forecast dropped from 1.2M to 900k and Okafor was never told. Do not book the trip.",
        "The forecast dropped from 1.2M to 900k and Okafor was never told. Do not book the trip.",
        ("Okafor",),
    ),
)
BY_TEXT = {message.text: message for message in MESSAGES}
