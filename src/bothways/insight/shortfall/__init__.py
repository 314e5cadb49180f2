"""Why revenue falls short in spite of many prospects: causes that sum exactly to the gap.

For: the question that executives ask, answered so that neither side is blamed.
Gives: the bridge with intervals and its own bar for chance, where the movement sits, what the prospects are worth.
Never: adds up causes that count twice, hides chance, names a deal to anybody but its owner and the manager.
"""
