"""The seed list: what it must find, and what it must leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bothways.insight.themes.seeds import competitor_seeds, find_seeds, own_seeds, read_seeds, seed_words
from bothways.insight.themes.tokens import Places, tokens_of
from bothways.terms import Refusal
from planted.talk import NEAR, NOISE, PLAIN, SEEDED

HITS = {
    "price": ["the price is too high", "Your pricing seems steep", "they say we are too expensive", "asked for a 10% discount", "discount of 15 percent wanted",
              "Veltis is cheaper", "price pressure from finance", "We can't afford it", "Das ist uns zu teuer", "Der Preis ist viel zu hoch", "sie wollen 5 % Rabatt",
              "C'est trop cher pour nous", "Le prix est trop élevé", "ils demandent une remise supplémentaire", "price increase was not accepted"],
    "budget": ["no budget this year", "budget was cut", "the budget is frozen", "spending freeze until April", "we have no money for it", "Kein Budget mehr", "Das Budget wurde gestrichen",
               "Investitionsstopp bis Herbst", "Pas de budget cette année", "Le budget est gelé", "capex was stopped", "out of budget"],
    "security": ["sent the security questionnaire", "GDPR is a concern", "waiting for the data protection officer", "they need ISO 27001", "Is the data encrypted?", "SSO is required",
                 "Der Datenschutz prüft noch", "IT-Sicherheit hat Bedenken", "La protection des données bloque", "Le RSSI doit valider", "penetration test report wanted", "compliance has to approve"],
    "integration": ["no integration with SAP", "must integrate with our ERP", "they asked for an API", "interface to the LIMS missing", "connector for Salesforce", "data sync with ERP fails",
                    "Die Schnittstelle fehlt", "Anbindung an SAP nötig", "Il faut une interface avec notre ERP", "needs to connect to our MES"],
    "onboarding": ["onboarding took too long", "rollout is delayed", "the implementation takes months", "users need training", "data migration worries them", "go live was postponed twice",
                   "Die Einarbeitung dauert", "Schulung fehlt", "La mise en service traîne", "besoin de formation pour les équipes"],
    "support": ["support is slow", "nobody answers our tickets", "the hotline is always busy", "we wait for a technician", "response time is terrible", "Der Kundendienst reagiert nicht",
                "Niemand antwortet", "Le service client ne répond pas", "Le SAV est injoignable", "support tickets stay open for weeks", "helpdesk never calls back"],
    "delivery": ["lead time is 9 weeks", "delivery was late", "late delivery again", "they can't deliver before May", "the shipment arrived damaged", "spare parts are missing",
                 "Die Lieferzeit ist zu lang", "Lieferung kam zu spät", "Le délai de livraison est long", "livraison en retard", "delivery date slipped again", "on back order"],
    "legal": ["legal review takes forever", "stuck with legal", "the liability clause", "they redlined the contract", "NDA not signed yet", "payment terms of 90 days", "Die Rechtsabteilung prüft",
              "Haftung ist ungeklärt", "Le service juridique relit", "les conditions de paiement posent souci", "lawyers want changes"],
    "competition": ["a competitor was faster", "they compare us with another vendor", "went with another supplier", "we are on the shortlist", "Der Wettbewerb war da", "Vergleichsangebot liegt vor",
                    "un concurrent propose mieux", "un autre fournisseur", "incumbent is strong"],
    "champion": ["our champion left", "the sponsor has left the company", "she no longer works there", "reorganisation at the client", "new contact since May", "Ansprechpartner hat gewechselt",
                 "hat das Unternehmen verlassen", "Il a quitté l'entreprise", "nouvel an: nouveau directeur"],
    "timing": ["not a priority right now", "project on hold", "postponed to next year", "pushed to Q3", "no decision yet", "Keine Priorität derzeit", "Das Projekt wurde verschoben",
               "Ce n'est pas une priorité", "projet reporté", "come back next year"],
    "procurement": ["procurement wants three bids", "it goes to tender", "purchasing insists on their form", "approval process is slow", "Die Ausschreibung läuft", "Der Einkauf verlangt mehr",
                    "appel d'offres en cours", "le service achats bloque", "vendor registration takes weeks"],
    "product": ["a feature is missing", "feature request from the lab", "can't export the report", "is it on the roadmap?", "does not support our format", "Eine Funktion fehlt", "Das ist nicht möglich",
                "Il manque une fonction", "lack of functionality"],
    "usability": ["hard to use", "not intuitive", "too many clicks", "the menus are confusing", "users struggle with it", "Die Bedienung ist umständlich", "zu kompliziert", "trop compliqué", "pas intuitif"],
    "reliability": ["it broke down again", "the software crashes", "shows an error after the update", "wrong results twice", "downtime of three hours", "Das Gerät ist ausgefallen", "Störung in der Nacht",
                    "La machine est en panne", "quality problems", "stopped working"],
    "renewal": ["renewal is at risk", "they will not renew", "want to cancel the contract", "contract expires in May", "fewer licences next time", "Vertrag läuft aus", "sie wollen kündigen den Vertrag",
                "résiliation du contrat", "notice period of three months"],
    "praise": ["very happy with the system", "great support!", "we are impressed", "works perfectly", "highly recommended", "Wir sind sehr zufrieden", "läuft einwandfrei", "Nous sommes très satisfaits",
               "love the new release", "best supplier we have"],
}  # fmt: skip
NEAR_MISSES = [
    ("price", "Price list attached."), ("price", "The price of steel went up."), ("price", "Their share price fell."), ("price", "the price is fine for them"), ("price", "not too expensive they said"),
    ("price", "The price field in the form is empty."), ("price", "Preisliste anbei."), ("price", "Le prix de l'acier monte."), ("price", "which cost center shall we use"), ("price", "pas trop cher selon lui"),
    ("budget", "Budget is approved."), ("budget", "no budget issues"), ("budget", "they build budgeting tools"), ("budget", "Le budget est validé."), ("budget", "Budget ist freigegeben."),
    ("security", "the security guard let me in"), ("security", "security desk keeps the badge"), ("security", "job security is their worry"), ("security", "they are a food security lab"), ("security", "Die Versorgungssicherheit zählt."),
    ("security", "security camera at the gate"), ("security", "Les chaussures de sécurité sont obligatoires."),
    ("integration", "Integration test passed."), ("integration", "let's connect next week"), ("integration", "connected on LinkedIn"), ("integration", "integration of new colleagues in the team"), ("integration", "integration works perfectly"),
    ("onboarding", "he is at a training until Friday"), ("onboarding", "I come by train to Lyon"), ("onboarding", "thanks for the information"), ("onboarding", "sales training next week"), ("onboarding", "Er ist auf Schulung."),
    ("support", "Finance will support our decision."), ("support", "They support this project."), ("support", "Thank you for your support."), ("support", "has the support of the board"), ("support", "booked the train ticket for Tuesday"),
    ("delivery", "delivered a presentation to the board"), ("delivery", "our delivery address has changed"), ("delivery", "a lasting relationship"), ("delivery", "Lieferschein anbei."), ("delivery", "delivered on time as always"), ("delivery", "Le livre blanc est en ligne."),
    ("legal", "in terms of size it fits"), ("legal", "a long term plan"), ("legal", "the contract is signed"), ("legal", "they are a contract manufacturer"), ("legal", "Tuesday is a legal holiday"),
    ("competition", "photo competition at the fair"), ("competition", "no competitors in sight"), ("competition", "switch to plan B"), ("competition", "500 concurrent users"),
    ("champion", "left a message with reception"), ("champion", "two days left"), ("champion", "they sponsor a football club"), ("champion", "she left the meeting early"),
    ("timing", "the call was postponed"), ("timing", "top priority for them"), ("timing", "push notifications work"), ("timing", "Termin verschoben auf Montag."),
    ("procurement", "purchasing power is low"), ("procurement", "Einkaufszentrum in Bonn"), ("procurement", "RFID tags on the crates"),
    ("product", "would be great to meet in May"), ("product", "it meets all requirements"), ("product", "a function room at the hotel"), ("product", "featured in the magazine"),
    ("usability", "very intuitive they say"), ("usability", "lunch menu was fine"), ("usability", "easy to use"),
    ("reliability", "a breakdown of the costs"), ("reliability", "my car broke down"), ("reliability", "crash course in chemistry"), ("reliability", "there were no errors"), ("reliability", "talk to the quality engineer"),
    ("renewal", "they make renewable energy"), ("renewal", "the meeting was cancelled"), ("renewal", "happy to renew"), ("renewal", "resilience is their theme"),
    ("praise", "not happy with it"), ("praise", "happy to help"), ("praise", "Happy new year!"), ("praise", "We are unhappy."), ("praise", "nicht zufrieden mit dem Ergebnis"), ("praise", "pas satisfait du tout"), ("praise", "met Ravi on site"),
]  # fmt: skip


def found(sentence: str) -> set[str]:
    hits = find_seeds(tokens_of([sentence]), own_seeds())
    return {own_seeds()[at].id for at in hits.seed.tolist()}


def test_there_are_enough_examples() -> None:
    assert sum(map(len, HITS.values())) >= 150
    assert len(NEAR_MISSES) >= 60
    assert set(HITS) == {seed.id for seed in own_seeds()}


@pytest.mark.parametrize(
    ("theme", "sentence"), [(theme, one) for theme, many in HITS.items() for one in many]
)
def test_a_theme_is_found_by_its_words(theme: str, sentence: str) -> None:
    assert theme in found(sentence)


@pytest.mark.parametrize(("theme", "sentence"), NEAR_MISSES)
def test_a_near_miss_is_left_alone(theme: str, sentence: str) -> None:
    assert theme not in found(sentence)


def test_a_hit_beside_a_near_miss_still_counts() -> None:
    assert "price" in found("Price list attached, but the price is too high.")


@pytest.mark.parametrize(
    "sentence", [one.format(who="Anna", when="", thing="H1") for one in NEAR + sum(NOISE.values(), ())]
)
def test_small_talk_and_planted_near_misses_are_in_no_theme(sentence: str) -> None:
    assert found(sentence) == set()


def test_plain_texts_share_no_word_with_the_list() -> None:
    patterns = seed_words(own_seeds())
    for texts in (*PLAIN.values(), {"": sum(NOISE.values(), ())}):
        for one in sum(texts.values(), ()):
            said = tokens_of([one.format(who="", when="", thing="")])
            places = Places(said)
            assert not [pattern for pattern in patterns if places.words_like(pattern)], one


def test_seeded_texts_are_found() -> None:
    for theme, texts in SEEDED.items():
        for one in sum(texts.values(), ()):
            assert theme in found(one.format(who="Anna", when="", thing="H1")), one


def test_competitors_are_found_by_name() -> None:
    made = competitor_seeds(["Corrigan Scales", "Veltis", "None", "", "other", "Veltis"])
    assert [seed.name for seed in made] == ["Corrigan Scales", "Veltis"]
    sentences = ["lost to corrigan", "VELTIS got it", "scales are fine"]
    hits = find_seeds(tokens_of(sentences), made, sentences=sentences)
    assert list(zip(hits.sentence.tolist(), hits.seed.tolist(), strict=True)) == [(0, 0), (1, 1)]


def test_a_competitor_with_an_everyday_name_counts_with_its_capital_only() -> None:
    made = competitor_seeds(["Box"])
    sentences = ["they put it in a box", "the box is heavy", "two box sizes", "lost against Box"]
    hits = find_seeds(tokens_of(sentences), made, sentences=sentences)
    assert hits.sentence.tolist() == [3]


def test_a_seed_list_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[[theme]]\nid = "x"\nname = "X"\nhits = ["blue"]\n', "utf-8")
    assert read_seeds(path)[0].hits == ("blue",)
    path.write_text("[[theme]]\nid = 3", "utf-8")
    with pytest.raises(Refusal, match="can't be read"):
        read_seeds(path)
