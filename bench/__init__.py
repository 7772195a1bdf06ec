"""The figures that the broker is held to: each module measures one, `python -m bench` prints them all."""
