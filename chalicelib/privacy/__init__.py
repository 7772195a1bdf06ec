"""The reglement as code: pure rules, no I/O, no clock. Start at README.md beside this file."""
