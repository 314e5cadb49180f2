"""Why revenue falls short in spite of many prospects, where it will land, and what customers say.

For: understanding what the evidence holds: results, the shortfall bridge, landing, customers' themes.
Gives: findings with figures, n and intervals, a bridge that adds up exactly, a landing distribution, themes with exact quotes.
Never: states a cause without its alternative, a rate without its n, or names a person to a colleague.
"""

__all__: list[str] = []
