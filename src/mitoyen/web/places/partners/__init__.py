"""Pages of the partners of a place: letters, invitations, residences, outlines."""
