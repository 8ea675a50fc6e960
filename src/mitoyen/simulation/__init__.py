"""A simulated quartier, whose truth is known: residents, needs, objects, and the exchanges they make."""
