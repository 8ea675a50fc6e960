"""Boards of places: what is published, priced, drawn and told, on pages and in files."""
