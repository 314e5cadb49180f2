"""Long work, in a queue that is a table of the database.

For: what takes longer than a page should: imports, briefs, mails, and what is due each minute.
Gives: `enqueue`, `job` and `each_minute` to say what is done; a worker; live progress with stop.
Never: loses a job by a crash; does one twice unless it says that it may be.
"""
