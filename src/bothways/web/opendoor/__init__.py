"""The open door: voices are brought, put in the other side's words, crossed, answered, and carried back.

For: staff and executives, who bring and answer; the manager, who carries; authors without a name, who hold a key.
Gives: `queries.waiting_for` (who waits, for the first page); a page for each of the three who may read a voice; the
    closed box, which knows no sign-in.
Never: keeps who wrote what has no name, nor when, nor their key; lets words cross that their author has not said or
    agreed to; carries by itself what must not be softened.
"""
