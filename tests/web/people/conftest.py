import pytest


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """Passwords of tests guard nothing: a second less for each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
