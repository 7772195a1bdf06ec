"""The business nouns: frozen models, state machines, money. No rule of the reglement, no I/O, no clock."""
