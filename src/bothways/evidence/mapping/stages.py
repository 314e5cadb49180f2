"""What a stage means: by the CRM's own flags first, by its name last, else a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bothways.evidence.mapping.guesses import Question
from bothways.evidence.mapping.words import bare

Meaning = Literal["open", "won", "lost"]
MEANINGS: tuple[Meaning, ...] = ("open", "won", "lost")


def _set(text: str) -> frozenset[str]:
    return frozenset(bare(part) for part in text.split(",") if part.strip())


_WON = _set(
    "won, closed won, closed - won, win, deal won, closedwon, order received, gewonnen, "
    "geschlossen gewonnen, "
    "geschlossen und gewonnen, gewonnen geschlossen, abgeschlossen gewonnen, gagné, "
    "gagnée, fermée gagnée, clôturée gagnée, "
    "fermé gagné, clôturé gagné, gagnées, affaire gagnée, conclue gagnée, "
    "ganada, ganado, cerrada ganada, cerrado ganado, ganadas, cierre ganado, cerrada y ganada, "
    "fechado ganho, ganho, fechado e ganho, ganhos, chiusa acquisita, vinta, auftrag erhalten"
)
_LOST = _set(
    "lost, closed lost, closed - lost, loss, deal lost, closedlost, dead, abandoned, "
    "disqualified, cancelled, canceled, "
    "verloren, geschlossen verloren, geschlossen und verloren, abgeschlossen verloren, abgesagt, storniert, "
    "perdu, perdue, fermée perdue, fermé perdu, clôturée perdue, clôturé perdu, perdues, "
    "affaire perdue, conclue perdue, abandonné, abandonnée, annulé, "
    "perdida, perdido, cerrada perdida, cerrado perdido, perdidas, cerrada y perdida, "
    "cierre perdido, cancelada, cancelado, "
    "fechado perdido, perdidos, fechado e perdido, chiusa persa, persa, no decision, "
    "closed no decision, unqualified"
)
_OPEN = _set(
    # English, the defaults of the usual CRMs among them
    "open, new, lead, prospecting, prospect, qualification, qualified, qualify, "
    "needs analysis, discovery, value proposition, "
    "id decision makers, id. decision makers, perception analysis, proposal, "
    "proposal price quote, proposal/price quote, quote, "
    "quoted, proposal made, proposal sent, negotiation, negotiation review, "
    "negotiation/review, negotiations started, engaging, "
    "engaged, appointment scheduled, appointmentscheduled, qualified to buy, "
    "qualifiedtobuy, presentation scheduled, "
    "presentationscheduled, decision maker bought in, decisionmakerboughtin, "
    "decision maker brought in, contract sent, contractsent, "
    "contact made, contacted, demo, demo scheduled, evaluation, trial, pilot, "
    "in progress, pending, working, verbal, verbal commit, "
    "commit, contracting, procurement, legal review, solution design, "
    "technical validation, opportunity, interest, meeting, "
    "meeting scheduled, identified, validated, validating, qualified lead, "
    "initial contact, short list, shortlist, best case, "
    # German
    "offen, neu, akquise, prospektion, qualifizierung, qualifiziert, qualifikation, "
    "bedarfsanalyse, bedarfsermittlung, nutzenversprechen, "
    "entscheider, entscheider identifizieren, wahrnehmungsanalyse, angebot, "
    "angebot erstellt, angebot/preis, angebot gesendet, angebotserstellung, "
    "verhandlung, verhandlung/überprüfung, verhandlung/prüfung, erstkontakt, "
    "termin vereinbart, präsentation, in bearbeitung, vertrag gesendet, in verhandlung, "
    "angebot raus, angebot abgegeben, angebotsphase, interessent, erstgespräch, bemusterung, laufend, aktiv, "
    "angefragt, anfrage, kontakt, "
    # French
    "ouvert, ouverte, nouveau, nouvelle, prospection, qualification, qualifié, "
    "qualifiée, analyse des besoins, analyse de besoins, proposition de valeur, "
    "id. décideurs, identification des décideurs, analyse de perception, proposition, "
    "proposition commerciale, proposition/devis, proposition/prix, devis, devis envoyé, "
    "négociation, négociation/révision, négociation/examen, en cours, rendez-vous, "
    "démonstration, contrat envoyé, en attente, offre, offre envoyée, offre remise, à relancer, en discussion, "
    "premier contact, découverte, "
    # Spanish
    "abierta, abierto, nueva, nuevo, prospección, calificación, cualificación, "
    "cualificada, calificada, análisis de necesidades, propuesta de valor, "
    "identificar responsables de decisiones, análisis de percepción, propuesta, "
    "propuesta enviada, propuesta/cotización, propuesta/presupuesto, cotización, "
    "presupuesto, "
    "negociación, negociación/revisión, en curso, en progreso, reunión, demostración, "
    "contrato enviado, pendiente, oferta, oferta enviada, en proceso, en negociación, primer contacto, contacto, "
    "seguimiento, "
    # Portuguese
    "aberto, aberta, prospecção, qualificação, análise de necessidades, proposta, negociação, em andamento"
)
_BY_NAME: dict[str, Meaning] = {
    **dict.fromkeys(_OPEN, "open"),
    **dict.fromkeys(_WON, "won"),
    **dict.fromkeys(_LOST, "lost"),
}
FORECASTS = {
    "pipeline": "pipeline",
    "best case": "best_case",
    "bestcase": "best_case",
    "upside": "best_case",
    "most likely": "best_case",
    "mostlikely": "best_case",
    "commit": "commit",
    "forecast": "commit",
    "closed": "closed",
    "omitted": "omitted",
    "omit": "omitted",
    "not forecasted": "omitted",
    "im plan": "pipeline",
    "bester fall": "best_case",
    "zusage": "commit",
    "geschlossen": "closed",
    "ausgelassen": "omitted",
    "meilleur des cas": "best_case",
    "engagement": "commit",
    "ferme": "closed",
    "omis": "omitted",
    "mejor caso": "best_case",
    "compromiso": "commit",
    "cerrada": "closed",
    "cerrado": "closed",
    "omitida": "omitted",
    "omitido": "omitted",
    "cartera": "pipeline",
    "canalizacion": "pipeline",
}
_TYPES = {
    "new": _set(
        "new, new business, new customer, new logo, newbusiness, neugeschäft, neukunde, neu, "
        "nouveau client, nouvelle affaire, "
        "nouveau, nuevo cliente, nuevo negocio, nuevo, new client, first order, net new"
    ),
    "renewal": _set(
        "renewal, existing customer - renewal, renew, verlängerung, vertragsverlängerung, "
        "renouvellement, renovación, renewals, "
        "existing business renewal, contract renewal, existing client renewal"
    ),
    "expansion": _set(
        "expansion, existing business, existingbusiness, existing customer, "
        "existing customer - upgrade, existing customer - replacement, "
        "existing customer - downgrade, upsell, up-sell, cross-sell, cross sell, upgrade, "
        "add-on, add on, addon, bestandskunde, "
        "bestandsgeschäft, erweiterung, client existant, vente additionnelle, extension, "
        "cliente existente, ampliación, "
        "existing client, growth"
    ),
}


@dataclass(frozen=True, slots=True)
class StageGuess:
    """A stage of a pipeline, what it means, and why that is thought."""

    pipeline: str
    stage: str
    meaning: Meaning
    reason: str
    confidence: float
    position: int
    forecast: str = ""


def meaning_by_name(stage: str) -> Meaning | None:
    """Return what a stage's name means, where it is one that is known.

    >>> meaning_by_name("Clôturée gagnée"), meaning_by_name("6 - Closed Lost"), meaning_by_name("Wolke 7")
    ('won', 'lost', None)
    """
    words = bare(stage)
    if words in _BY_NAME:
        return _BY_NAME[words]
    # Firms number their stages: "3. Proposal", "Stage 2 - Demo", "Demo (40 %)".
    parts = [
        p
        for p in words.split()
        if not p.isdigit() and p not in {"stage", "phase", "etape", "etapa", "step", "s"}
    ]
    if " ".join(parts) in _BY_NAME:
        return _BY_NAME[" ".join(parts)]
    # HubSpot adds the pipeline: “Closed Won (Sales Pipeline)”. Other brackets may change what is meant.
    inside = re.fullmatch(
        r"(.+\S)\s*\(([^()]*(?:pipeline|canal|processus|proceso)[^()]*)\)", stage.strip(), re.IGNORECASE
    )
    return meaning_by_name(inside[1]) if inside else None


def type_of(text: str) -> str | None:
    """Return new, renewal or expansion for a deal's type as the CRM says it; None where it is unknown."""
    words = bare(text)
    return next((name for name, known in _TYPES.items() if words in known), None)


def forecast_of(text: str) -> str | None:
    """Return the forecast category for the CRM's own word; None where it is unknown."""
    return FORECASTS.get(bare(text))


def stage_question(pipeline: str, stage: str, samples: tuple[str, ...]) -> Question:
    """Ask what a stage means."""
    where = f" of the pipeline “{pipeline}”" if pipeline else ""
    return Question(
        f"stage:{stage}",
        f"What does the stage “{stage}”{where} mean?",
        (
            ("open", "the deal is still worked on"),
            ("won", "the deal was won"),
            ("lost", "the deal was lost or given up"),
        ),
        samples,
    )


def answered(stage: str, answers: Mapping[str, str], given: Mapping[str, str]) -> Meaning | None:
    """Return what a person said about a stage: in an answer, or in mapping.toml."""
    said = answers.get(f"stage:{stage}") or given.get(stage) or answers.get("stage:*")
    return next((meaning for meaning in MEANINGS if meaning == said), None)


_USUAL = (
    "lead",
    "new",
    "prospecting",
    "qualification",
    "qualified",
    "contact",
    "discovery",
    "needs analysis",
    "demo",
    "evaluation",
    "value proposition",
    "id decision makers",
    "perception analysis",
    "engaging",
    "proposal",
    "quote",
    "negotiation",
    "verbal",
    "commit",
    "contract sent",
)


def order_by_name(stage: str) -> int:
    """Return a place for a stage whose order no export tells: its number, else its usual place.

    >>> order_by_name("2 - Demo"), order_by_name("Prospecting") < order_by_name("Negotiation")
    (2, True)
    """
    words = bare(stage)
    if (leading := words.split(" ", 1)[0]).isdigit():
        return int(leading)
    for place, name in enumerate(_USUAL):
        if name in words:
            return 100 + place
    return 100 + len(_USUAL)
