"""What comes first: both sides rank blind, the release shows overlap and distance, a top three is agreed.

For: a team whose two sides want to know where they agree before they argue.
Gives: the page `priorities`, `registers.agreed_of` for briefs and the first page.
Never: shows a ranking, or who has answered, to anybody; shows anything of a side before the round is closed.
"""
