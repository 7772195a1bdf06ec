"""
The sandbox as certification: a lessor's endpoint is tried against a real broker on this machine, scenario by scenario.

Between the two stands a relay. What reaches the endpoint was made and signed by the broker, or by its own code with the
endpoint's own secret; the relay repeats, delays, alters and loses it as the internet would.
"""
