"""PostgreSQL, as the site uses it: Django's own, whose moments are read sooner."""
