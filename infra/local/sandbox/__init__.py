"""
Three Kredietverstrekkers on loopback that answer as the contract says, written apart from the broker.

Nothing of `chalicelib` is imported here: what both sides understand of the contract is tested by their talking.
"""
