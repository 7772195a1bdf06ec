"""The edge in: parse, call one use case, answer. Only here and in app.py is chalice imported."""
