"""One file a feed; the registry finds them."""
