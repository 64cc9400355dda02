"""Measurements: what reading costs, against a peer and against the limit; no test passes or fails by them."""
