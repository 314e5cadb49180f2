"""Evidence: exports come in, questions are answered, snapshots are looked at.

For: the manager, who brings the export of the CRM and the targets.
Gives: uploads that are read by a worker, their report, snapshots of a team, the deals behind every figure.
Never: shows a team's deals to anybody but its managers; takes a file's name for a path; writes into a snapshot.
"""
