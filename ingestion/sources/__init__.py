"""The ways in which ERCOT hands out documents, one file a way."""
