"""Where revenue will land by a date: a distribution, beside the forecasts that it must beat.

For: saying what is likely, how likely, and what decides it.
Gives: the landing distribution, its parts, baselines, the record of earlier claims.
Never: gives a number without its range, or a range without how often such ranges held.
"""
