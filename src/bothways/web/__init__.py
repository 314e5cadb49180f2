"""The web application: the manager's desk, both doors, and reports that go out.

For: people with a browser: the manager, the sellers, the executives, an administrator; a manager alone on a laptop, too.
Gives: `bothways serve`: pages that parse, make one call and render; what has to be saved, in a database; jobs.
Never: computes what a room below could; shows an object without asking who may see it; lets a GET change anything.
"""
