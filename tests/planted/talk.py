"""Texts with planted themes: what each text is about is known, and most of what is said uses no word of the seed list.

`say(rng, theme, plain=…)` makes one text; `talk(n, seed=…)` makes a corpus' columns with the truth beside them.
`SEEDED` sentences use words of the seed list, `PLAIN` ones none (a test holds it). Themes in `NEW` are in no
seed list at all: every text about them is plain, and the themes have to be proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

KNOWN = ("price", "security", "delivery", "support", "integration", "usability")
NEW = ("noise", "space", "waste")

_WHO = "Anna Ben Carla Dmitri Elif Farid Greta Hugo Ines Jonas Kaori Liam Marta Nils Olga Pavel".split()  # noqa: SIM905
_WHEN = {
    "en": [
        "in March",
        "in April",
        "in May",
        "in June",
        "on Monday",
        "on Tuesday",
        "on Thursday",
        "yesterday",
        "last Friday",
        "this morning",
    ],
    "de": "im April|im Mai|im Juni|am Montag|am Dienstag|gestern|am Freitag|heute fruh".split("|"),  # noqa: SIM905
    "fr": "en avril|en mai|en juin|lundi|mardi|hier|vendredi|ce matin".split("|"),  # noqa: SIM905
}
_THING = "H1 H8 A2 A5 Lark Roost Pelican Corvid".split()  # noqa: SIM905

PLAIN: dict[str, dict[str, tuple[str, ...]]] = {
    "price": {
        "en": (
            "We would pay double of what we pay today for the {thing}.", "{who} says the figure at the bottom of page two made the boss swallow.",
            "Nobody here will pay that sum for a {thing}.", "The sum you wrote down is far from what we had in mind.",
            "For half of that sum we would shake hands straight away.", "{who} wants us to come down by a fifth, else he walks.",
            "At that amount the {thing} never earns itself back.", "the sum is double what they paid last time.",
            "they swallow at the amount, {who} wants us to come down.", "You have to sharpen your pencil on the {thing}.",
            "{who} asked me to sharpen the pencil {when}.", "The boss swallowed when he saw the amount.",
            "it does not earn itself back at that sum, says {who}.", "We can not justify that amount to the boss.",
        ),
        "de": ("Die Summe auf Seite drei liegt weit neben dem, was wir zahlen wollten.", "{who} musste schlucken, als er die Summe sah.",
               "Das Doppelte von bisher zahlt hier niemand.", "Bei dieser Summe rechnet sich der {thing} nie."),
        "fr": ("La somme en bas de la page deux fait bondir {who}.", "On paierait le double qu'aujourd'hui pour le {thing}.",
               "A ce montant, le {thing} ne se rentabilise jamais."),
    },
    "security": {
        "en": (
            "{who} must know who can see our recipes before we talk on.", "Our watchdogs want to know in which land the recipes sleep.",
            "Who of your folks can peek at our recipes?", "{who} from the watchdogs halted the {thing}.",
            "The watchdogs halted us {when}.", "they are afraid that hackers get in via the {thing}.",
            "After the hackers of last May nobody here takes chances.", "hackers got into their plant {when}, now all is checked by {who}.",
            "We may not trust recipes to boxes that belong to strangers.", "{who} fears that strangers peek at the recipes.",
            "The recipes must never be seen by strangers.", "Passwords of {who} lie around in plain sight in the {thing}.",
            "passwords lie in plain sight, the watchdogs found that.", "Which of your folks can peek at the recipes?",
        ),
        "de": ("Wer bei Ihnen kann unsere Rezepte einsehen?", "{who} hat Angst vor Hackern.", "Seit dem Hackerangriff nimmt niemand mehr etwas auf die leichte Schulter.",
               "Fremde durfen unsere Rezepte nie sehen."),
        "fr": ("Qui chez vous peut voir nos recettes ?", "{who} craint les pirates.", "Depuis le piratage de {when} chacun se mefie."),
    },
    "delivery": {
        "en": (
            "The truck never came {when}.", "{who} stood at the dock and no truck came.", "The crate was meant to be here {when}.",
            "The crate sleeps at the harbour, says {who}.", "We stand here with an empty hall because the {thing} is not here.",
            "an empty hall since {when}, {who} is furious.", "they need it before the fair, else the hall is empty.",
            "The truck with the {thing} was meant to come {when}.", "Where is our crate?", "{who} asks where the crate is.",
            "nine of ten crates came, the tenth is not.", "The carrier forgot the crate {when}.", "No truck, no crate, nobody knows where the {thing} is.",
            "The carrier says the harbour is jammed.",
        ),
        "de": ("Der Lastwagen kam nie an.", "{who} stand am Tor, doch der Lastwagen fuhr vorbei.", "Wo steckt unsere Kiste?", "Die Kiste steckt im Hafen."),
        "fr": ("Le camion n'est jamais venu.", "Ou est notre caisse ?", "La caisse dort au port, selon {who}."),
    },
    "support": {
        "en": (
            "I phoned {who} four days and heard nothing.", "We phoned all day and only got the tape.",
            "The tape says you are at lunch.", "{who} hung up on me {when}.", "they phoned us five times, heard nothing.",
            "Your man {who} came without tools and drove home.", "The man who came {when} had no tools.",
            "heard nothing since {when}, {who} feels forgotten.", "We feel forgotten.", "One feels forgotten once the invoice is paid.",
            "{who} phoned, got the tape, phoned once more, got the tape.", "Since {when} silence from you.",
            "Silence. We wrote, we phoned, silence.", "your man hung up, {who} feels forgotten.",
        ),
        "de": ("Wir haben dreimal angerufen und nur das Band gehort.", "{who} fuhlt sich vergessen.", "Seit {when} Funkstille von Ihrer Seite.", "Der Monteur kam ohne Werkzeug."),
        "fr": ("On telephone cinq fois et on entend la bande.", "{who} se sent oublie.", "Depuis {when} silence radio chez vous."),
    },
    "integration": {
        "en": (
            "{who} copies every number by hand from the {thing} onto paper.", "Two islands, and {who} carries paper from one island to the other.",
            "The {thing} is an island.", "All of it is retyped by {who}.", "they retype all of it, {who} hates it.",
            "{who} carries memory sticks through the plant.", "Numbers walk through the plant on memory sticks.",
            "memory sticks again, the {thing} is an island to them.", "We retype each batch by hand.", "{who} retypes batches till midnight.",
            "Both boxes must know of each other, today {who} retypes.", "The old mainframe never hears of what the {thing} sees.",
            "our mainframe must hear of each batch without {who} typing.", "Nobody wants to retype batches by hand.",
        ),
        "de": ("{who} tippt jede Zahl von Hand.", "Der {thing} ist eine Insel.", "Alles wird doppelt abgetippt.", "Zahlen wandern auf Speicherstiften durchs Werk."),
        "fr": ("{who} recopie chaque chiffre a la plume.", "Le {thing} est une ile.", "Tout est retape une seconde fois."),
    },
    "usability": {
        "en": (
            "{who} needs a page of scribbles to begin a run.", "Seven windows pop up before a run begins.", "You want a degree to begin a run on the {thing}.",
            "the crew has scribbles taped on the {thing}.", "Scribbles are taped all over the {thing}.", "{who} despaired and fetched somebody who knows the trick.",
            "Only {who} knows the trick.", "nobody but {who} knows the trick, the crew despaired.", "Windows pop up everywhere, the crew despaired.",
            "You need a degree for it.", "Each run needs a trick that only {who} knows.", "the crew tapes scribbles next to the knobs.",
            "The knobs have names that no human grasps.", "{who} grasps nothing of what the knobs are for.",
        ),
        "de": ("Dafur muss man studiert haben, meint {who}.", "Nur {who} kennt den Trick.", "Uberall kleben Spickzettel am {thing}.", "Es springen sieben Fenster auf, bevor ein Lauf beginnt."),
        "fr": ("Seul {who} connait l'astuce.", "Il faut un diplome pour lancer le {thing}.", "Des pense-betes sont colles sur le {thing}."),
    },
    "noise": {
        "en": (
            "The {thing} is so loud that {who} wears earplugs.", "It howls like a jet.", "{who} hears the howling through two walls.",
            "the howling of the {thing} drives {who} mad.", "Earplugs are worn in the whole hall.", "One has to shout next to the {thing}.",
            "{who} shouts when the {thing} hums.", "The humming gives {who} a headache.", "the rotor hums all day, headache.",
            "It was measured {when}: eighty decibels.", "eighty decibels at the table of {who}.", "The rotor is loud, all wear earplugs.",
        ),
        "de": ("Der {thing} ist so laut, dass {who} Ohrstopsel tragt.", "Das Brummen macht {who} verruckt.", "Achtzig Dezibel am Schreibtisch.", "Der Lufter heult Tag und Nacht."),
        "fr": ("Le {thing} est si bruyant que {who} met des bouchons d'oreille.", "Le ronflement rend {who} fou.", "Quatre-vingts decibels au bureau."),
    },
    "space": {
        "en": (
            "The {thing} does not fit through the door.", "The door is eighty wide, the {thing} is ninety.", "{who} measured the door {when}.",
            "We would have to tear down a wall.", "to fit the {thing} they have to tear down a wall.", "The bench is full, there is no room for a {thing}.",
            "no room on the bench, says {who}.", "The lift carries less than the {thing} weighs.", "it weighs more than the floor carries.",
            "{who} measured: the bench is ten centimetres too narrow.", "The floor of the attic bends.", "Do you have a narrow {thing} for a small bench?",
        ),
        "de": ("Der {thing} passt nicht durch die Tur.", "Wir mussten eine Wand einreissen.", "Auf dem Labortisch wird es eng.", "Der Boden tragt das Gewicht nicht."),
        "fr": ("Le {thing} ne passe pas la porte.", "Il faudrait abattre un mur.", "Rien ne tient sur la paillasse."),
    },
    "waste": {
        "en": (
            "Each run makes a bag of plastic.", "{who} counts the bags of plastic {when}.", "The cups are thrown away after one run.",
            "all those cups end in the bin, {who} dislikes it.", "Our green lady forbids throwaway cups.", "the green lady counted the bins.",
            "Can the cups be rinsed?", "{who} would rinse cups rather than bin them.", "A carbon footprint of the {thing} is wanted by {who}.",
            "the green lady wants the carbon footprint of the {thing}.", "Foam and plastic filled four bins.", "You wrap a spoon in foam and plastic.",
        ),
        "de": ("Jeder Lauf hinterlasst einen Sack Plastik.", "Die Becher landen im Mull.", "Unsere Umweltbeauftragte zahlt die Mulltonnen.", "Kann man die Becher spulen?"),
        "fr": ("Chaque essai laisse un sac de plastique.", "Les gobelets finissent a la poubelle.", "Peut-on rincer les gobelets ?"),
    },
}  # fmt: skip
SEEDED: dict[str, dict[str, tuple[str, ...]]] = {
    "price": {
        "en": ("The {thing} is too expensive.", "Your price is too high, says {who}.", "they want a bigger discount on the {thing}.", "{who} finds the {thing} overpriced.",
               "too pricey for them.", "We can't afford the {thing} at this price."),
        "de": ("Der {thing} ist uns zu teuer.", "{who} will mehr Rabatt.", "Der Preis ist zu hoch."),
        "fr": ("Le {thing} est trop cher.", "{who} demande une remise.", "Le prix est trop eleve."),
    },
    "security": {
        "en": ("Our security review is still open.", "{who} sent the security questionnaire {when}.", "they ask about GDPR and data protection.", "Is the {thing} ISO 27001 certified?",
               "The CISO has concerns.", "We need encryption of all files."),
        "de": ("Der Datenschutz muss zustimmen.", "Bitte den Sicherheitsfragebogen ausfullen.", "{who} fragt nach der Verschlusselung."),
        "fr": ("La protection des donnees n'est pas claire.", "{who} attend le questionnaire de securite.", "Le RSSI bloque."),
    },
    "delivery": {
        "en": ("The delivery is late again.", "Your lead time is far longer than ours.", "{who} complains about late delivery of the {thing}.", "the shipment is delayed, {who} says.",
               "They never deliver on time.", "Our delivery date slipped {when}."),
        "de": ("Die Lieferzeit ist zu lang.", "{who} klagt uber Lieferverzug.", "Die Lieferung kam zu spat."),
        "fr": ("Le delai de livraison est trop long.", "{who} se plaint d'un retard de livraison.", "La livraison est en retard."),
    },
    "support": {
        "en": ("Your support is slow.", "Nobody answers our support tickets.", "{who} complains about the hotline.", "the service technician of the {thing} is unreachable.",
               "The response time is poor, says {who}.", "The helpdesk closed our ticket without a word."),
        "de": ("Der Kundendienst antwortet nicht.", "{who} klagt uber die Reaktionszeit.", "Die Hotline ist nie erreichbar."),
        "fr": ("Le service client ne repond pas.", "{who} se plaint de la hotline.", "Le support technique est injoignable."),
    },
    "integration": {
        "en": ("There is no integration with SAP.", "{who} asks for an API.", "they miss an interface to their LIMS.", "The {thing} must sync with our ERP.",
               "Without a connector to the ERP it is useless.", "The integration into our systems is missing."),
        "de": ("Eine Schnittstelle zu SAP fehlt.", "{who} fragt nach der Anbindung an das ERP.", "Ohne Schnittstelle geht es nicht."),
        "fr": ("Il n'y a pas d'interface avec SAP.", "{who} demande une API.", "L'integration avec notre ERP manque."),
    },
    "usability": {
        "en": ("The {thing} is hard to use.", "{who} finds the menus confusing.", "it is not intuitive at all.", "Too many clicks, says {who}.",
               "The user interface of the {thing} is confusing.", "too complicated for the night crew."),
        "de": ("Die Bedienung ist umstandlich.", "Der {thing} ist zu kompliziert.", "{who} findet die Menus unubersichtlich."),
        "fr": ("Le {thing} est trop complique.", "Ce n'est pas intuitif, dit {who}.", "Il y a trop de clics."),
    },
}  # fmt: skip
NOISE: dict[str, tuple[str, ...]] = {
    "en": (
        "Spoke with {who} {when}.", "Thx for coming {when}.", "{who} will write {when}.", "met {who} in Lyon.", "sent the slides of the {thing}.",
        "They own two of the {thing} in Basel.", "{who} was on holiday.", "Here are the minutes.", "We met at the fair in Hanover.", "Lunch with {who} {when}.",
        "{who} asked to see a brochure of the {thing}.", "we meet {when}.", "I will be in Vienna {when}.", "Could you send the brochure?", "{who} is the person to speak with.",
        "they grow barley and wheat.", "Their lab has forty people.", "{who} likes the {thing}.", "saw the {thing} {when}.", "See you {when}.",
        "the {thing} was shown to {who}.", "They build a hall in Ghent.", "{who} speaks for the plant.", "we spoke about wheat.", "Enjoy your Sunday.",
    ),
    "de": ("Mit {who} gesprochen.", "Treffen {when} in Bonn.", "{who} war im Urlaub.", "Bitte die Folien schicken.", "Sie bauen eine Halle in Gent.", "Wir sehen uns {when}."),
    "fr": ("Parle avec {who} {when}.", "On se voit {when}.", "{who} etait en conges.", "La brochure est jolie.", "Ils batissent un hall a Gand.", "On sera {when} a Lyon."),
}  # fmt: skip
NEAR = (
    "Price list attached.", "The price of steel went up {when}.", "{who} will support our decision.", "The security guard let {who} in.",
    "Integration test passed {when}.", "Please note our delivery address.", "{who} is on the support of the board.", "The lunch menu was good, says {who}.",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Talk:
    """Columns for `corpus_from`, and the truth: the themes of each text, and which texts use no word of the seeds."""

    columns: dict[str, Any]
    themes: list[frozenset[str]]
    plain: np.ndarray
    language: list[str]


def say(
    rng: np.random.Generator, theme: str = "", *, plain: bool = True, language: str = "en", noise: int = 1
) -> str:
    """Return one text about a theme ("" is about nothing): one or two sentences of it, among up to `noise` others.

    A text that is not plain has a sentence with a word of the seed list, and often a plain one beside it.
    """
    said = []
    if theme:
        own = PLAIN[theme][language]
        seeded = () if plain or theme in NEW else SEEDED[theme][language]
        said.append(_pick(rng, seeded or own))
        if rng.random() < (0.65 if seeded else 0.5):
            said.append(_pick(rng, own))
    said += [
        _pick(rng, NOISE[language])
        for _ in range(int(rng.integers(0, noise + 1)) if said else 1 + int(rng.integers(0, 2)))
    ]
    order = rng.permutation(len(said))
    return " ".join(_filled(rng, said[at], language) for at in order)


def talk(
    n: int,
    *,
    seed: int,
    themes: tuple[str, ...] = KNOWN + NEW,
    plain: float = 0.6,
    silent: float = 0.4,
    near: float = 0.06,
    mixed: float = 0.05,
    languages: tuple[float, float, float] = (0.76, 0.14, 0.1),
) -> Talk:
    """Return n texts: a share `silent` is about nothing, `near` of them near-misses; `plain` of the others use no seed word.

    `languages` are the shares of English, German and French.
    """
    rng = np.random.default_rng(seed)
    texts, truth, is_plain, tongues = [], [], [], []
    for _ in range(n):
        language = str(rng.choice(["en", "de", "fr"], p=languages))
        if rng.random() < silent:
            near_miss = language == "en" and rng.random() < near / silent
            text = say(rng, language=language) + (
                " " + _filled(rng, _pick(rng, NEAR), "en") if near_miss else ""
            )
            about, bare = frozenset[str](), not near_miss
        else:
            theme = str(rng.choice(themes))
            bare = theme in NEW or bool(rng.random() < plain)
            text, about = say(rng, theme, plain=bare, language=language), frozenset({theme})
            if rng.random() < mixed:
                other = str(rng.choice(themes))
                text += " " + say(rng, other, plain=bare, language=language, noise=0)
                about |= {other}
        texts.append(text)
        tongues.append(language)
        truth.append(about)
        is_plain.append(bare)
    deals = rng.integers(0, max(1, n // 6), n)
    customer = rng.random(n) < 0.4
    columns = {
        "text": texts,
        "id": [f"t{at:06d}" for at in range(n)],
        "is_customer": customer,
        "kind": np.where(customer, "mail_in", "note").tolist(),
        "deal": [f"d{one}" for one in deals.tolist()],
        "account": [f"a{one // 2}" for one in deals.tolist()],
        "speaker": [f"p{one}" for one in rng.integers(0, max(1, n // 8), n).tolist()],
        "day": rng.integers(20_000, 20_365, n).astype(float),
    }
    return Talk(columns, truth, np.array(is_plain, dtype=bool), tongues)


def _pick(rng: np.random.Generator, sentences: tuple[str, ...]) -> str:
    return sentences[int(rng.integers(len(sentences)))]


def _filled(rng: np.random.Generator, sentence: str, language: str) -> str:
    return (
        sentence.replace("{who}", str(rng.choice(_WHO)))
        .replace("{when}", str(rng.choice(_WHEN[language])))
        .replace("{thing}", str(rng.choice(_THING)))
    )
