"""Every element in every state, on one page.

For: those who make pages, and those who judge them.
Gives: the page `/_design`.
Never: holds anything of anybody.
"""
