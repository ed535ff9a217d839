"""Measured promises, run by command."""
