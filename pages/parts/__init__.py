"""The parts every page is made of: shell, tile, badges and states."""
