"""Exchanges: the table of their moves, what each move changes, and who may make it."""
