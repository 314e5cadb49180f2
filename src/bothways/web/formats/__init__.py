"""How dates are written, by language.

For: dates that can be read in one way only.
Gives: Django's formats for English; other languages keep theirs.
Never: a month as a number.
"""
