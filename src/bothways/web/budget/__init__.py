"""The case on the page: what is asked, how each curve answers, the ladder, a counter-offer, the decision.

For: a manager who asks for people and tools, and executives who answer; each sees the same numbers as the command's.
Gives: the page `case`, the two-page case, `queries.waiting_for` for the first page, `registers.granted_of`: what was
    granted and what it is to return.
Never: shows executives a case that was not put to them; changes what was put, offered or decided.
"""
