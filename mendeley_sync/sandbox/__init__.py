"""A double of the service on loopback; imports nothing else of ours."""
