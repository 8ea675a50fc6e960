"""What the evidence says: sources, factors, objects, practices, indicators, persons of reference."""
