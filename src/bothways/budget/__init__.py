"""What is asked for, what it returns, what is given up, and what a smaller grant would mean.

For: a case that an executive can weigh in three minutes, and the arithmetic that bears it.
Gives: response curves with their doubt, exact allocations, prices of limits, the compromise ladder, counter-offers.
Never: hides an assumption, states a number without its kind, or takes an allocation for best that it did not prove so.
"""
