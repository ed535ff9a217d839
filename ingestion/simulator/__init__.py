"""A stand-in ERCOT on loopback: a plausible grid made of a seed and a clock, in ERCOT's own formats."""
