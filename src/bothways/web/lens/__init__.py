"""The lens on the page: a message in a calm wording, with its receipt, for whoever is about to send it.

For: the manager, and both sides, before anything is said.
Gives: the page `lens`; charge as one types; a wording whose changes are undone one by one.
Never: stores or logs what is typed; sends it anywhere but where a button says so.
"""
