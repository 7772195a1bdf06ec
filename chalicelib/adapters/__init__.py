"""The edge out: one module per technology. Only here and in `wiring.py` is boto3 imported."""
