"""
Many Aanvragen through the real use cases while everything goes wrong, and a verifier that counts what became of each.

Time is virtual and chance is seeded: a run repeats on any machine. What fails is what fails outside the code (the
store, the queue, the process, the network, a Kredietverstrekker); the use cases, the vault and the signatures are real.
"""
