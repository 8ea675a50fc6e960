"""The neighbourhood: from a need to a confirmed exchange."""
