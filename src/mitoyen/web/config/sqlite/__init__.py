"""The database in one file, as the site uses it: Django's own, whose writers stand in line."""
