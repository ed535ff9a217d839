"""The only rooms that speak SQL: everything above sees values."""
