"""What stands in addresses, made as Ada's: one module a room, with `MAKERS`: name in the address → a function of the cast.

A name in an address without a maker is a failure: an address that nobody tries is one that anybody may have.
"""
