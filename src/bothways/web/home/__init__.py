"""Home: the first page after sign-in.

For: who waits and how long, what is due, what changed, what to do next.
Gives: one page for each role, from what the other rooms of the web hold.
Never: shows one side what the other alone may know.
"""
