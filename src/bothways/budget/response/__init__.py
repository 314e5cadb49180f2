"""What results of an effort: curves, from judgement or from what others published, with their doubt.

For: one answer to “what would half of it bring?”, and how sure that answer is.
Gives: `Adbudg`, `Power`, `ModifiedExponential`; `Judgement` and its fit; `Response` with seeded draws and assumptions.
Never: smooths over answers that contradict each other, or shows a curve without its points and its doubt.
"""

from bothways.budget.response.curves import Adbudg, Curve, ModifiedExponential, Power
from bothways.budget.response.doubt import CurveDraws, Response, Spread, judged_response, power_response
from bothways.budget.response.judging import METHOD, Fitted, Judgement, check_judgement, fit_judgement
from bothways.budget.response.published import PRIOR, PUBLISHED, published_response

__all__ = [
    "METHOD", "PRIOR", "PUBLISHED", "Adbudg", "Curve", "CurveDraws", "Fitted", "Judgement", "ModifiedExponential", "Power",
    "Response", "Spread", "check_judgement", "fit_judgement", "judged_response", "power_response", "published_response",
]  # fmt: skip
