"""The foundation: what the house knows, the values that travel, and the store behind them."""
