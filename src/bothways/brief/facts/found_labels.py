"""What the briefs call what the insight room found: as a manager would say it, without a number word."""

from __future__ import annotations

import re
from collections.abc import Mapping

FOUND: dict[str, str] = {
    # Why it came as it did
    "shortfall_base": "What bookings are held against",
    "shortfall_actual": "Bookings",
    "shortfall_gap": "Bookings, less what they are held against",
    "shortfall_volume": "Effect of how many opportunities there were",
    "shortfall_mix": "Effect of what kinds of opportunities there were",
    "shortfall_slippage": "Effect of how many were decided within the period",
    "shortfall_win_rate": "Effect of the win rate",
    "shortfall_size": "Effect of the size of what was won",
    "shortfall_chance": "What no cause explains",
    "shortfall_renewals": "Effect of all that concerns renewals",
    "shortfall_negative_probability": "How likely the cause took something away",
    "shortfall_largest_probability": "How likely it is the largest cause",
    "shortfall_available": "Opportunities available",
    "shortfall_available_base": "Opportunities available, as it is held against",
    "shortfall_decided_share": "Decided of the opportunities available",
    "shortfall_decided_share_base": "Decided of the opportunities available, as it is held against",
    "shortfall_win_rate_base": "Won of those decided, as it is held against",
    "shortfall_mean_size": "Size of a won deal, mean",
    "shortfall_mean_size_base": "Size of a won deal, mean, as it is held against",
    # Where it sits
    "where_before": "Bookings of the period compared with",
    "where_now": "Bookings",
    "where_change": "How bookings moved",
    "where_tested": "Comparisons of parts of the company with the rest",
    "where_named": "Parts of the company that stand out",
    "where_detectable_points": "How far a win rate had to move to be seen",
    "where_contribution": "What it brought more or less than before",
    "where_pooled": "Win rate of all that was decided",
    "where_pooled_before": "Win rate of all that was decided, compared with",
    "where_within": "How the win rate moved within the parts",
    "where_mix": "What the shift between the parts did to the win rate",
    "where_still": "Win rate, had the parts kept their shares",
    "where_part_share": "Share of what was decided",
    "where_part_share_before": "Share of what was decided, compared with",
    "where_part_rate": "Win rate in both periods",
    "driver_spread": "How far win rates lie apart",
    "driver_rate": "Win rate of a year",
    "driver_shrunk": "Win rate of a year, chance taken out",
    "driver_apart": "Win rate above or below that of all others",
    "driver_alike": "Win rate above or below that of deals alike",
    "driver_alike_points": "How far the win rate lies from that of deals alike",
    # Many prospects
    "prospects_target": "Target",
    "prospects_booked": "Won in the period so far",
    "prospects_share_decided": "Of what was open and due, decided in time",
    "prospects_win_rate": "Of what was decided, won",
    "prospects_cycle_days": "From creation to win, median of a year",
    "prospects_there": "Open and due in the period",
    "prospects_there_real": "Open and due in the period, without what looks unreal",
    "prospects_periods": "Earlier periods looked at",
    "prospects_new": "What deals that are not there yet have brought by this point",
    "prospects_yield": "Of the amount open and due, won by the end",
    "prospects_missing": "Missing to the target",
    "prospects_needed": "What must be open and due to reach the target",
    "prospects_needed_times": "What must be open and due, against what is missing",
    "prospects_there_times": "What is open and due, against what is missing",
    "prospects_open_amount": "Open pipeline",
    "prospects_open_count": "Open deals",
    "prospects_unreal_count": "Open deals that look unreal",
    "prospects_unreal_amount": "Amount of open deals that look unreal",
    "prospects_bound": "Longer than this is unusual for won deals",
    "prospects_unreal_won": "Won of deals that looked unreal before",
    "prospects_others_won": "Won of the other open deals",
    "prospects_unreal_apart": "Won of deals that looked unreal, against the others",
    "prospects_went_on": "Went on from the stage in a year",
    "prospects_lost_count": "Deals lost from the stage in a year",
    "prospects_lost_amount": "Amount lost from the stage in a year",
    "prospects_usual_days": "How long nearly all won deals stood in the stage at most",
    "prospects_longer_count": "Open deals that stand longer in the stage",
    "prospects_longer_amount": "Amount of open deals that stand longer in the stage",
    # Where it will land
    "landing_total": "What is likely to be won",
    "landing_existing": "Likely from open deals that move",
    "landing_stuck": "Likely from deals that are stuck",
    "landing_new": "Likely from deals still to be created",
    "landing_mean": "What is likely to be won, mean",
    "landing_quantile": "What may be won, and how often less comes",
    "landing_range_chance": "How often such a range should hold",
    "landing_already_won": "Won already",
    "landing_target": "Target",
    "landing_period_total": "Likely for the whole period",
    "landing_target_chance": "How likely the target is reached",
    "landing_open_deals": "Open deals",
    "landing_open_amount": "Amount of open deals",
    "landing_closed_deals": "Closed deals that the forecast learns from",
    "landing_won_deals": "Won deals that the forecast learns from",
    "landing_undated_deals": "Deals of unknown age, in no part of the forecast",
    "landing_stuck_deals": "Deals that are stuck",
    "landing_stuck_age": "Older than this, hardly any deal ever closed",
    "landing_unknown_amounts": "Open deals without an amount",
    "landing_expected_wins": "Open deals likely to be won",
    "landing_created_deals": "Deals likely to be created",
    "landing_amount_ratio": "What was booked, of what stood in the deals that were won",
    "landing_deciding_deals": "Deals that decide it",
    "landing_deciding_share": "What these deals hold of what is unsure",
    "landing_coverage": "How often such a range held before",
    "landing_coverage_open": "How often the range of open deals held before",
    "landing_windows_apart": "Past windows that do not overlap",
    "landing_shock": "How much good and bad times move all deals together",
    "landing_level": "What came of open deals, of what was expected",
    "landing_stretch": "By how much the range was widened to hold as often as it says",
    "landing_skill": "How much better than the plain win rate the chances were",
    "landing_baseline": "Another way to guess",
    "landing_baseline_error": "How far it was off before, mean",
    "landing_signal": "How often it told a later win from a later loss",
    "landing_claim_said": "What the last brief said",
    "landing_claim_came": "What came of it",
    "landing_claims_held": "Claims of earlier briefs that held",
    # What customers say
    "theme_accounts": "Accounts that say it",
    "theme_accounts_customer": "Accounts that say it in their own words",
    "theme_accounts_rep": "Accounts of which a rep's account says it",
    "theme_people": "People of customers who say it",
    "theme_texts_customer": "Texts in customers' own words that say it",
    "theme_texts_rep": "Reps' accounts that say it",
    "theme_deals": "Deals about which it is said",
    "theme_open_deals": "Open deals about which it is said",
    "theme_open_amount": "Open money of deals about which it is said",
    "theme_open_share": "Share of all open money that is of such deals",
    "theme_win_rate": "Won of closed deals about which it was said in time",
    "theme_win_rate_alike": "Won of deals alike without it",
    "theme_win_difference": "Won with it, against deals alike without it",
    "theme_win_difference_unshrunk": "Won with it, against deals alike, chance left in",
    "theme_win_difference_plain": "Won with it, against all deals without it",
    "theme_win_difference_alternative": "Won with it, against deals alike in a single trait",
    "theme_win_ratio": "Win rate with it, as many times that without it",
    "theme_e_value": "How strong something unseen had to be to explain it away",
    "theme_e_value_cautious": "How strong something unseen had to be, at the least",
    "theme_false_discovery": "How often such a finding would be false",
    "theme_too_late": "Closed deals in which it was said too late to count",
    "theme_at_stake": "Open money that it may cost",
    "theme_trend": "How much more or less of the texts say it",
    "theme_trend_in": "How much more or less of the texts there say it",
    "theme_share_customer": "Share of customers' texts that say it",
    "theme_share_rep": "Share of reps' accounts that say it",
    "theme_lost_reason": "Share of lost deals whose reason names it",
    "theme_competitor": "Accounts that say it and name the competitor",
    "theme_works_people": "Won where more people were met, against the others",
    "theme_works_people_done": "Won where more people of the customer were met",
    "theme_works_people_not": "Won where fewer people of the customer were met",
    "theme_works_meetings": "Won where there were meetings, against the others",
    "theme_works_meetings_done": "Won where there were more meetings",
    "theme_works_meetings_not": "Won where there were fewer meetings",
    "theme_works_answer": "Won where the answer came soon, against the others",
    "theme_works_answer_done": "Won where the answer came soon",
    "theme_works_answer_not": "Won where the answer came late",
    "themes_texts": "Texts that were read",
    "themes_texts_customer": "Texts in customers' own words",
    "themes_texts_rep": "Reps' accounts",
    "themes_found": "Themes",
    "themes_deals_compared": "Closed deals whose texts came in time",
    # Effort against money
    "effort_hours": "Work that the CRM recorded",
    "effort_time": "Share of the staff's time",
    "effort_open": "Share of the open money",
    "effort_won": "Share of the money won",
    "effort_won_count": "Share of the deals won",
    "effort_win_rate": "Win rate",
    "effort_cycle": "From creation to win, median",
    "effort_young": "Share of its deals that are new",
    # Results
    "result_mix": "Share of bookings",
    "result_mix_before": "Share of bookings, the period before",
    "result_habit_landmark": "How many days of a deal's opening are looked at",
    "result_habit_won": "In deals that were won",
    "result_habit_lost": "In deals that were lost",
    "result_habit_difference": "Won deals against lost deals",
    "result_habit_within": "Won deals against lost deals of the same person",
    "result_order_pairs": "Pairs compared",
    "result_order_apart": "Pairs told apart by more than chance",
    "result_activities": "Activities",
    "result_meetings": "Meetings",
    "result_calls": "Calls",
    "result_people_met": "People of customers met",
}  # fmt: skip
_AFTER: dict[str, str] = {
    "_before": ", the period before",
    "_year_ago": ", a year earlier",
    "_step": ", against the period before",
    "_since": ", at the last brief",
    "_moved": ", since the last brief",
    "_by_kind": ", since the last brief, by what happened to deals",
    "_others": ", median of the others",
    "_shrunk": ", chance taken out",
    "_borrowed": ": how much of it is the others'",
}
_MEASURES = {
    "win_rate": "win rate", "size": "size of a won deal", "volume": "opportunities", "slippage": "share decided in time",
    "decided": "share decided in time",
}  # fmt: skip
_EXPLAINED: tuple[tuple[str, str], ...] = (
    (r"change", "How the {what} moved"),
    (r"now", "The {what}"),
    (r"before", "The {what}, compared with"),
    (r"\w+?_without", "The {what}, without what is explained"),
    (r"\w+?_part", "What is explained of how the {what} moved"),
    (r"\w+?_left", "What is left unexplained of how the {what} moved"),
    (r"\w+?_share", "Share of the deals that it concerns"),
    (r"\w+?_share_before", "Share of the deals that it concerned before"),
    (r"\w+?_year_ago", "What it did to the {what} a year earlier"),
)
_SEATED: dict[str, str] = {
    "": "The {what} there",
    "_before": "The {what} there, compared with",
    "_rest": "The {what} of all others",
    "_rest_before": "The {what} of all others, compared with",
    "_surplus": "What the {what} moved beyond the others, chance taken out",
    "_surplus_raw": "What the {what} moved beyond the others",
    "_believed": "The {what} there, chance taken out",
}


def label_of(name: str, labels: Mapping[str, str]) -> str:
    """Return what a figure is called, `labels` naming the measures of the evidence.

    >>> label_of("result_win_rate_count_step", {"win_rate_count": "Win rate, of the deals closed"})
    'Win rate, of the deals closed, against the period before'
    >>> label_of("explain_win_rate_lost_without", {})
    'The win rate, without what is explained'
    """
    return _given(name, labels) or name.replace("_", " ").capitalize()


def is_named(name: str, labels: Mapping[str, str]) -> bool:
    """Say whether a figure has a name that was given to it, not only its own in other letters."""
    return bool(_given(name, labels))


def _given(name: str, labels: Mapping[str, str]) -> str:
    if name in FOUND:
        return FOUND[name]
    if name in labels:
        return labels[name]
    if name.startswith("result_"):
        return _result(name.removeprefix("result_"), labels)
    for factor, what in _MEASURES.items():
        if name.startswith(f"explain_{factor}_"):
            rest = name.removeprefix(f"explain_{factor}_")
            said = next((text for form, text in _EXPLAINED if re.fullmatch(form, rest)), "")
        elif name.startswith(f"where_{factor}"):
            said = _SEATED.get(name.removeprefix(f"where_{factor}"), "")
        else:
            continue
        if said:
            return said.format(what=what)
    return ""


def _result(measure: str, labels: Mapping[str, str]) -> str:
    for ending, said in _AFTER.items():
        if measure.endswith(ending):
            held = _result(measure.removesuffix(ending), labels)
            return held + said if held else ""
    return FOUND.get(f"result_{measure}") or labels.get(measure, "")
