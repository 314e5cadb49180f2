"""Consultations: a question to both sides, answered on a phone, shown to all at once or not at all.

For: a manager who wants to know where both sides stand and what they misread; everybody of both sides, by an account or
    by a link of their own.
Gives: `queries.waiting_for` (what asks for an answer, for the first page); the pages of asking; what was released.
Never: shows a result, or who has answered, before the release, to anybody; keeps an answer where a name stands.
"""
