"""Accounts, households, consent, assisted mode: who somebody is, and what their standing lets them do."""
