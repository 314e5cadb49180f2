"""What customers write, in mails and cases, and what is answered: the same grammar as the notes."""

from __future__ import annotations

from bothways.evidence.sample.words import Parts

CUSTOMER: dict[str, Parts] = {
    "ask": (
        ("Hello {rep},", "Dear {rep},", "Hi {rep},"),
        (
            "thank you for the visit. Could you send us the offer for the {prod} again, with delivery dates?",
            "we tested the {prod} with our own samples and the results were good.",
            "our team would like to see the {prod} at a site in {industry} before we decide.",
            "we received two offers and yours is the higher one. Can you explain the difference?",
            "what is the current lead time for the {prod}? We need it before our audit.",
        ),
        (
            "We plan to decide by {close}.",
            "Please call me when you have ten minutes.",
            "Purchasing asks for a quotation valid for 60 days.",
            "I look forward to your answer.",
        ),
    ),
    "security": (
        ("Hello {rep},", "Dear {rep},"),
        (
            "we are still waiting for your answers to our security questionnaire.",
            "our IT department can't approve the {prod} without your security documents.",
            "it has now been {weeks} weeks since we sent you the security form.",
        ),
        (
            "Without them we can't sign.",
            "Is there somebody else I should ask?",
            "Another supplier answered within a week.",
            "We would like to go on with you, but not without an answer.",
        ),
    ),
    "order": (
        ("Dear {rep},", "Hello {rep},"),
        (
            "please find our order for the {prod} attached.",
            "we have decided for you: the trial convinced our people.",
            "the contract is signed, thank you for the quick answers.",
        ),
        (
            "We expect delivery as agreed.",
            "We look forward to working with you.",
            "Please confirm the delivery week.",
        ),
    ),
    "no": (
        ("Dear {rep},", "Hello {rep},"),
        (
            "we have decided for another supplier.",
            "our budget was cut, so we can't go on with the {prod}.",
            "the delivery time did not fit our plan, so we chose another offer.",
            "the project is stopped for this year.",
        ),
        (
            "Thank you for your time.",
            "The price was the main reason.",
            "We were happy with the talks, this is not about you.",
            "Perhaps next year.",
        ),
    ),
    "no_security": (
        ("Dear {rep},",),
        (
            "we could not wait longer for your security answers and have signed with another supplier.",
            "our IT department closed the request because your security documents did not come.",
        ),
        ("I am sorry, we preferred your {prod}.", "The {prod} itself was the best in our test."),
    ),
}

REP_REPLIES: dict[str, Parts] = {
    "reply": (
        ("Hello {first},", "Hi {first},"),
        (
            "thanks for your mail, the answers on the {prod} are below.",
            "good question: the {prod} is in use at two sites in {industry}, I ask if you may visit one.",
            "I send the offer for {amt} again, with the delivery week.",
            "I will call you tomorrow about the {prod}.",
        ),
        ("Best regards, {rep}", "Kind regards, {rep}"),
    ),
    "reply_security": (
        ("Hello {first},", "Dear {first},"),
        (
            "I am sorry, our security colleagues still have your form.",
            "I have asked our colleagues again for the answers and come back to you.",
            "your questionnaire is with our security team, I have no date yet.",
        ),
        ("Best regards, {rep}", "I keep at it. {rep}"),
    ),
}

CASE_OPENINGS = ("Hello,", "Good morning,", "To whom it may concern,")
CASE_ENDS = (
    "Production waits for it.",
    "Please answer today.",
    "It is not urgent, but please tell us when.",
    "This is the second time.",
    "Thank you for your help.",
    "We are disappointed, it used to go faster.",
)
# What it is about, what the customer writes, what the own support answers, of which products.
_DEVICES = ("Analysers", "Handling", "Storage")
CASES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "error after update",
        "our {prod} shows an error since the last update.",
        ("Remote session with {first}, update rolled back, runs again.", "Patch sent, {first} will test."),
        ("Analysers", "Handling", "Software"),
    ),
    (
        "stopped at night",
        "the {prod} stopped in the night shift.",
        (
            "Called {first}. Sensor replaced on site.",
            "Log files asked for.",
            "Technician booked for this week.",
        ),
        _DEVICES,
    ),
    (
        "calibration certificate",
        "we need a new calibration certificate for the {prod}.",
        ("Certificate sent by mail.", "Told {first} that it takes ten days."),
        _DEVICES,
    ),
    (
        "empty export",
        "the export of the {prod} is empty since Monday.",
        ("Wrong date filter, showed {first} how to change it.", "Passed on to development, no date yet."),
        ("Analysers", "Software"),
    ),
    (
        "spare part",
        "we have waited three weeks for the spare part of the {prod}.",
        ("Part leaves the works on Friday.", "Supplier is late, told {first} so."),
        _DEVICES,
    ),
    (
        "invoice",
        "your invoice lists the {prod} twice.",
        ("Invoice corrected and sent again.", "Passed on to accounts."),
        (*_DEVICES, "Software", "Service"),
    ),
    (
        "data security",
        "we need your answers on data security for the {prod} licence.",
        ("Passed on to security, no date yet.", "Told {first} that security has a queue."),
        ("Software",),
    ),
)

REP_MAIL: Parts = (
    ("Hello {first},", "Dear {first},", "Hi {first},"),
    (
        "here is the quotation for the {prod}, {amt} in total.",
        "thanks for your time today, the data sheet of the {prod} is attached.",
        "could we talk on the phone this week about the {prod}?",
        "the delivery date for the {prod} is confirmed.",
    ),
    ("Best regards, {rep}", "Kind regards, {rep}", "Thanks, {rep}"),
)
