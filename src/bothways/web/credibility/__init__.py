"""Promises on the page: what was given to whom, what is due, and what became of it.

For: the register of a team's promises, kept by its manager; the two sides read and release what is theirs.
Gives: the page `promises`, `registers.register_of` for the briefs, `queries.due_for` for the first page.
Never: changes an event; shows a promise to or by a single person to anybody else but the manager.
"""
