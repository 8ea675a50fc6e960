"""Combinations of settings that would hurt, each with what to do about it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.http.request import validate_host

LOCAL = {"localhost", "127.0.0.1", "[::1]", "testserver"}
SHORTEST_KEY = 32


def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """All the messages about the current settings."""
    return [*_debug(), *_hosts(), *_key(), *_https(), *_mail(), *_links()]


def _public_hosts() -> list[str]:
    return [host for host in settings.ALLOWED_HOSTS if host not in LOCAL]


def _debug() -> Iterator[CheckMessage]:
    if settings.DEBUG and _public_hosts():
        yield Error(
            "MITOYEN_DEBUG is on while the site answers to a public name: an error would show its insides.",
            hint="Remove MITOYEN_DEBUG, or keep MITOYEN_ALLOWED_HOSTS to localhost while you develop.",
            id="mitoyen.E001",
        )


def _hosts() -> Iterator[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "MITOYEN_ALLOWED_HOSTS contains *: the site would answer under names that are not yours.",
            hint="List your names, for example MITOYEN_ALLOWED_HOSTS=mitoyen.ville.example,localhost.",
            id="mitoyen.E002",
        )


def _key() -> Iterator[CheckMessage]:
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield Error(
            f"The secret key has {len(settings.SECRET_KEY)} characters: it can be guessed.",
            hint=f"Give MITOYEN_SECRET_KEY {SHORTEST_KEY} random characters or more, "
            "or remove it and let the site draw its own.",
            id="mitoyen.E003",
        )


def _https() -> Iterator[CheckMessage]:
    if _public_hosts() and not settings.DEBUG and not settings.HTTPS:
        yield Warning(
            "The site answers to a public name without HTTPS.",
            hint="Put it behind a proxy that holds a certificate and set MITOYEN_HTTPS=1.",
            id="mitoyen.W001",
        )


def _mail() -> Iterator[CheckMessage]:
    if _public_hosts() and not settings.DEBUG and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield Warning(
            "The site answers to a public name but sends no e-mail: nobody can finish creating an account.",
            hint="Set MITOYEN_EMAIL=smtp://user:password@host:587, and MITOYEN_EMAIL_FROM.",
            id="mitoyen.W002",
        )


def _links() -> Iterator[CheckMessage]:
    named = urlsplit(settings.SITE_URL).hostname or ""
    reached = named not in LOCAL and validate_host(named, settings.ALLOWED_HOSTS)
    if _public_hosts() and not settings.DEBUG and not reached:
        yield Warning(
            f"E-mails link to {settings.SITE_URL}, where nobody but this machine would find the site.",
            hint="Set MITOYEN_SITE_URL to the address that people visit, such as https://mitoyen.ville.example.",
            id="mitoyen.W003",
        )
