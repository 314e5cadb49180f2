"""Invented names: people, customers, products of the sample company. All fit ISO-8859-1."""

from __future__ import annotations

from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    "Amina Bjørn Chidi Dalia Émile Fatou Goran Hana Ines Jamal Keiko Lars Mireia Nadia Oskar Priya "
    "Quentin Rosa Samir Thandi Ulla Viktor Wanjiru Ximena Yara Zoltan Anouk Beatriz Cormac Devika Elias "
    "Freya Giulia Håkon Ivana Jonas Kwame Lucía Mateo Noor Olga Paulo Ravi Sefa Tomás Uma Vera Wei Yusuf "
    "Zofia Arun Brigitte Caio Dorotea Emre Farah Gustav Helga Ikram Joaquim Kaisa Linh Marek Nils Odile "
    "Pelle Ruth Saskia Tariq"
)
LAST = _words(
    "Abara Bergqvist Castellano Dufour Eklund Ferreira Grönholm Haddad Ivarsson Jankovic Kimura Lindqvist "
    "Mbeki Núñez Okonjo Petrov Quiroga Rautio Sørensen Tanabe Umarov Valdez Wojtas Xu Yilmaz Zeller "
    "Adeyemi Brandl Cisneros Dhillon Engström Fontaine Gálvez Hoang Ibarra Joshi Kallio Lefèvre Moreau "
    "Nakamura Oduya Pires Rahimi Santoro Tshabalala Ugarte Varga Winkler Yamada Zubiri Achterberg Boateng "
    "Correia Dragan Eriksen Fassbinder Guimarães Hollander Iyer Jelinek Kovac Lombardi Mensah Norell Osei "
    "Palmgren Reuter Sandoval"
)
START = _words(
    "Alder Amber Arbor Brack Calder Cinder Copper Dale Ember Fjord Garnet Gran Harbour Heron Isle Juniper "
    "Kestrel Lark Linden Marl Mill Nord Oak Onyx Pine Quarry Reed Ridge Salt Silver Spruce Stone Tarn "
    "Thistle Umber Vale Weir Willow Wren Yew"
)
END = _words("brook burg by dal field ford gate haven holm lund mark mere stad stead vik well wick wold")
KINDS = {
    "Pharma": ("Pharma", "Biologics", "Therapeutics", "Vaccines"),
    "Food & beverage": ("Dairy", "Foods", "Brewing", "Mills", "Beverages"),
    "Water & environment": ("Water", "Waterworks", "Environmental", "Utilities"),
    "Universities & clinics": ("University", "Clinics", "Institute", "Hospital"),
    "Chemicals": ("Chemicals", "Coatings", "Polymers", "Resins"),
}
FORMS = ("AB", "GmbH", "SA", "Ltd", "SpA", "Oy", "BV", "Inc", "Lda", "AS")
TITLES = (
    "Lab manager", "Head of quality", "Purchasing lead", "Head of production", "IT security officer",
    "Scientist", "Finance director", "Plant manager", "Head of research", "Quality engineer",
)  # fmt: skip
COMPETITORS = ("Brannock", "Veltis", "Tarnlab", "Corrigan Scales")
SOURCES = ("Web", "Trade show", "Referral", "Partner", "Cold call", "Existing customer")


@dataclass(frozen=True, slots=True)
class Thing:
    """A product: list price and cost in whole units of the currency; cost None where it isn't known."""

    name: str
    short: str
    family: str
    price: int
    cost: int | None
    weight: int


PRODUCTS = (
    Thing("Corvid A2 moisture analyser", "A2", "Analysers", 9_800, 5_150, 22),
    Thing("Corvid A5 spectral analyser", "A5", "Analysers", 38_500, 21_900, 14),
    Thing("Pelican H1 sample handler", "H1", "Handling", 16_400, 8_700, 16),
    Thing("Pelican H8 sample line", "H8", "Handling", 84_000, 49_500, 6),
    Thing("Lark cold store", "Lark", "Storage", 22_700, 14_300, 12),
    Thing("Roost lab software", "Roost", "Software", 12_600, None, 20),
    Thing("Roost audit module", "audit module", "Software", 5_900, None, 10),
    Thing("Service plan gold", "gold plan", "Service", 4_300, 2_600, 14),
)

TEAMS = {
    "North": ("Nordics", (("Sweden", "SE"), ("Norway", "NO"), ("Finland", "FI"), ("Denmark", "DK"))),
    "Central": (
        "Central Europe",
        (("Germany", "DE"), ("Austria", "AT"), ("Poland", "PL"), ("Czechia", "CZ")),
    ),
    "South": ("Southern Europe", (("Spain", "ES"), ("Italy", "IT"), ("Portugal", "PT"), ("France", "FR"))),
    "Overseas": ("Overseas", (("Kenya", "KE"), ("India", "IN"), ("Brazil", "BR"), ("Viet Nam", "VN"))),
}
