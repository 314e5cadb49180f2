"""Where each stands: results beside target, own past and the median of others, shrunk where n is small.

For: staff want data on results; recognition and coaching need them fair.
Gives: figures with n and interval, what changed and by which deals, effort against money, an order only where it is sure.
Never: shows a person's number to a colleague, or ranks where chance decides.
"""
