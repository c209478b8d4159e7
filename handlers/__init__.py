"""The chat side of bitbot: requests in, answers out."""
