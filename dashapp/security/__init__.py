"""What every answer carries and every request must pass."""
