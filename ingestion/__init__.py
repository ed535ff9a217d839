"""From ERCOT to the store: fetch, parse, validate, write."""
