"""The small grammar of what is said in a deal: reps short and sometimes annoyed, customers civil.

Each kind of moment has openings, middles and ends; a text is one of each. The blanks are filled from the
deal as it stood on that day, so that what is said agrees with product, amount, date and fate.
"""

from __future__ import annotations

import random

Parts = tuple[tuple[str, ...], ...]

REP: dict[str, Parts] = {
    "first": (
        (
            "first call w/ {first}.",
            "spoke to {first} ({title}).",
            "intro call {acct}, {first} on the line.",
            "{first} called back after the mail.",
            "met {first} at their site.",
        ),
        (
            "wants {prod}, replaces something from {comp}.",
            "interested in {prod}, {qty} pcs for now.",
            "need {prod} before their audit.",
            "looking at us and {comp} for {prod}.",
            "old kit fails twice a week, {prod} would fit.",
            "no project yet but likes {prod}.",
        ),
        (
            "budget not clear, maybe {amt}.",
            "rough number given: {amt}.",
            "decides w/ purchasing, {close} they say.",
            "send specs tmrw.",
            "follow up in 2 wks.",
            "asked who else uses it in {industry}.",
        ),
    ),
    "talk": (
        (
            "call w/ {first}.",
            "quick ping to {first}.",
            "{first} picked up today.",
            "30 min w/ {first}.",
            "update {acct}:",
            "2nd try, got {first}.",
        ),
        (
            "still testing {prod}.",
            "they compare w/ {comp}, slower but cheaper.",
            "likes the {prod}, finance wants 3 quotes.",
            "boss on holiday, nothing moves.",
            "wants a reference in {industry}.",
            "samples ran fine on the {prod}.",
            "quote of {amt} is on the desk of purchasing.",
            "asked again about lead time.",
            "users happy, IT not yet.",
        ),
        (
            "next call {close} latest.",
            "ok so far.",
            "feels real.",
            "not sure it is real tbh.",
            "need demo unit, ours is away.",
            "will push a bit.",
            "keep {close} for now.",
            "sending the sheet again.",
        ),
    ),
    "noanswer": (
        (
            "no answer",
            "voicemail again",
            "rang twice",
            "{first} not in",
            "mail bounced back as out of office",
        ),
        (
            "at {acct}.",
            "- {first} avoids me?",
            ", try thu.",
            ", 3rd time this month.",
            ", left msg about the {prod}.",
        ),
        ("", "keeping it open.", "no idea if {close} holds.", "will ask {boss} what to do."),
    ),
    "meeting": (
        (
            "on site w/ {first} + 2.",
            "demo of {prod} at {acct}.",
            "workshop, half day, {first} led it.",
            "video meeting w/ {first}.",
        ),
        (
            "went well, they ran own samples.",
            "good questions on the audit trail.",
            "their {title} wants training in it.",
            "{comp} was there last week.",
            "price not the topic, time is.",
            "showed how {industry} people use it.",
        ),
        (
            "quote for {amt} due fri.",
            "asked for 2 references.",
            "decision planned by {close}.",
            "next: purchasing.",
            "they want it in writing that we deliver in 6 wks.",
        ),
    ),
    "review": (
        (
            "now in our own security review.",
            "sent their questionnaire to our security ppl.",
            "security form in, 84 questions.",
            "customer ready, we are not:",
        ),
        (
            "queue is {weeks} wks they say.",
            "nobody can say when.",
            "{first} asks what takes so long.",
            "same answers as the last 5 customers, why again?",
            "needs sign-off from security before contract.",
        ),
        ("{amt} waits.", "told {first} to expect {close}.", "asked {boss} to push.", "fingers crossed."),
    ),
    "reviewwait": (
        (
            "still nothing from our own security ppl.",
            "security review wk {weeks}.",
            "chased security again.",
            "{first} asked AGAIN for the security answers.",
        ),
        (
            "can't sell what i can't sign.",
            "customer loses patience.",
            "{comp} answered theirs in 4 days.",
            "it is {amt} sitting there.",
            "no owner on our side, mail goes round.",
        ),
        (
            "frustrating.",
            "if not by {close} they go elsewhere.",
            "{boss} knows.",
            "have nothing to tell them.",
            "moved the demo meanwhile.",
        ),
    ),
    "push": (
        ("moved to {close}.", "pushed, now {close}.", "close date -> {close}.", "slips to {close}."),
        (
            "purchasing on hold till then.",
            "{first} waits for budget round.",
            "their audit eats all time.",
            "new {title} wants to look at it again.",
            "signature missing, everyone on leave.",
            "they want next year's budget.",
            "board meets later than said.",
            "our delivery date did not fit.",
            "no reason given tbh.",
        ),
        (
            "amt stays {amt}.",
            "should hold now.",
            "third time, i know.",
            "still believe in it.",
            "lowered my hopes.",
            "",
        ),
    ),
    "up": (
        ("they add one more {prod}.", "bigger than thought:", "good news,"),
        ("now {amt}.", "total goes to {amt}, 2nd site joins.", "{first} got budget for {amt}."),
        ("quote updated.", "new quote out today.", ""),
    ),
    "down": (
        ("had to give.", "{first} squeezed us.", "purchasing wanted more off.", "cut the list w/ {first}."),
        (
            "now {amt}.",
            "down to {amt}.",
            "{amt} is the last word, {boss} ok w/ it.",
            "{comp} went lower, so we are at {amt}.",
        ),
        ("hope that's it.", "no more room.", "not happy.", ""),
    ),
    "won": (
        ("WON.", "order is in!", "signed today.", "PO received.", "done, {acct} signed."),
        (
            "{amt}, {prod}.",
            "{first} pushed it through on their side.",
            "what helped: the trial w/ own samples.",
            "met users AND purchasing early, that was it.",
            "beat {comp} on service.",
            "quick answers made the difference, {first} said.",
        ),
        (
            "thx to support for the fast reply.",
            "delivery in 6 wks.",
            "kick-off w/ {first} next wk.",
            "will ask for a reference later.",
        ),
    ),
    "lost_price": (
        ("lost.", "gone.", "they said no."),
        (
            "price. {comp} 20% under our {amt}.",
            "too expensive, could not match w/ {amt}.",
            "finance killed it at {amt}.",
        ),
        ("no discount would have fixed that.", "should have asked {boss} earlier.", "stay in touch."),
    ),
    "lost_competitor": (
        ("lost to {comp}.", "{comp} got it."),
        (
            "they had a unit on site for a month.",
            "{first} knows their guy.",
            "their delivery was 3 wks, ours 9.",
        ),
        ("we were too late.", "come back in 2 yrs.", "annoying."),
    ),
    "lost_nodecision": (
        ("closed it.", "cleaning up:", "dead."),
        (
            "no decision, project stopped.",
            "{first} left the company.",
            "never was a project i think.",
            "nobody answers since spring.",
        ),
        ("maybe next year.", "out.", "should have closed it months ago."),
    ),
    "lost_leadtime": (
        ("lost on lead time.", "they could not wait."),
        ("9 wks for the {prod} is too long.", "needed it before the audit.", "our date moved twice."),
        ("3rd this quarter.", "pity, {first} wanted us.", "ops should hear this."),
    ),
    "lost_security": (
        ("lost, and it hurts.", "lost because of us."),
        (
            "security answers came after {weeks} wks, {comp} had signed.",
            "{first} could not get the questionnaire back from us.",
            "their IT said no answers no contract.",
        ),
        ("{amt} gone for paperwork.", "we do this to ourselves.", "{boss} has the details."),
    ),
    "lost_budget": (
        ("lost.", "no budget."),
        (
            "{first} got half of what was asked.",
            "freeze at {acct} until next year.",
            "money went to the new hall.",
        ),
        ("try again in january.", "keep the quote.", "nothing to do."),
    ),
    "renewal": (
        ("renewal {acct}.", "called {first} re renewal.", "renewal talk:"),
        (
            "happy w/ {prod}, no surprises.",
            "uses only half of it.",
            "new {title} asks what they pay for.",
            "wants same price as last yr.",
            "had 2 cases open, annoyed.",
        ),
        ("should sign by {close}.", "sent the papers.", "offer is {amt}.", "watch this one."),
    ),
}


def say(rng: random.Random, parts: Parts, blanks: dict[str, str], *, lines: bool = False) -> str:
    """Return one text; a customer's mail has its parts on lines of their own."""
    chosen = [rng.choice(part).format_map(blanks) for part in parts]
    return ("\n" if lines else " ").join(text for text in chosen if text).replace(" ,", ",").strip()


LOST_WORDS = {
    "Price": "lost_price",
    "Competitor": "lost_competitor",
    "No decision": "lost_nodecision",
    "Lead time": "lost_leadtime",
    "Security questions unanswered": "lost_security",
    "No budget": "lost_budget",
}
