"""Briefs: made, worded, approved, sent by mail, read by a link, answered.

For: the manager, who reports both ways on one ledger; readers, who open a link and answer.
Gives: briefs as drafts; the timetable; the outbox; the archive of what was sent, byte for byte; readers' pages.
Never: computes a number; shows a reader another's cut; sends a mail again that may have arrived, without a person's word.
"""
