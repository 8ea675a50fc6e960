"""Events that other platforms send: keys, bodies read as they arrive, an answer for each item."""
