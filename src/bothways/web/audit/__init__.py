"""What was done, by whom: kept so that it can't be changed unnoticed; and the data as a whole.

For: those concerned, who can read their part; whoever must prove what happened; whoever wants their data, or wants it gone.
Gives: `record`; the log, verified; the settings; export of everything; erasure of a person; retention.
Never: holds a word of an anonymous voice, or when it came; changes an entry.
"""
