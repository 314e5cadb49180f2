"""What results of an effort: curves, from judgement, from data, or from what others published, with their doubt.

For: one answer to “what would half of it bring?”, and how sure that answer is.
Gives: `Adbudg`, `Power`, `ModifiedExponential`; `Judgement` and its fit; `Response` with seeded draws and assumptions.
Never: smooths over answers that contradict each other, or shows a curve without its points and its doubt.
"""

from bothways.budget.response.curves import Adbudg, Curve, ModifiedExponential, Power
from bothways.budget.response.doubt import CurveDraws, Response, Spread, judged_response, power_response
from bothways.budget.response.judging import METHOD, Fitted, Judgement, check_judgement, fit_judgement
from bothways.budget.response.panel import PanelFit, fit_panel
from bothways.budget.response.published import PRIOR, PUBLISHED, published_response
from bothways.budget.response.selection import IfSelected, sensitivity
from bothways.budget.response.series import EffortFit, SeriesFit, fit_series

__all__ = [
    "METHOD", "PRIOR", "PUBLISHED", "Adbudg", "Curve", "CurveDraws", "EffortFit", "Fitted", "IfSelected", "Judgement",
    "ModifiedExponential", "PanelFit", "Power", "Response", "SeriesFit", "Spread", "check_judgement", "fit_judgement",
    "fit_panel", "fit_series", "judged_response", "power_response", "published_response", "sensitivity",
]  # fmt: skip
