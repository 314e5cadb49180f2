"""People, their teams and how they come in.

For: knowing who somebody is and what they may see.
Gives: `Person`, `Team`; sign-in, invitations, sessions; `my_teams`.
Never: lets somebody sign up; tells whether an address has an account.
"""
