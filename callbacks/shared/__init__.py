"""What callback twins share: the services they are handed and the one path from a card to its drawing."""
