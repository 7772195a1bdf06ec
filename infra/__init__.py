"""What the broker runs on: the resources of a stage, and the stack on loopback."""
