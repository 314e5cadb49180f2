"""Reports both ways: customer insight up, results down, from the same facts.

For: one frozen pair of briefs on one fact ledger, and its renderings.
Gives: the ledger, the documents, the proof that both sides got the same facts.
Never: computes a number; every figure in a rendering is in the ledger.
"""
