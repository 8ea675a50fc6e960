"""Settings of the site, and the only place of the web that reads the environment.

Everything has a default good enough to try the site on one machine: nothing needs to be set for `make demo`.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from mitoyen.counting import privacy

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def text(name: str, default: str = "") -> str:
    """Value of a variable, without the spaces around it."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """Yes or no; raises `ValueError` with the accepted words for anything else."""
    value = text(name).lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value:
        raise ValueError(f"{name} is {value!r}: write 1 or 0.")
    return default


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Comma-separated words, empty ones dropped."""
    found = [word.strip() for word in text(name).split(",")]
    return [word for word in found if word] or list(default)


def number(name: str, default: int, least: int) -> int:
    """A whole number; raises `ValueError` with the least that is accepted for anything else, or less."""
    value = text(name) or str(default)
    if not value.isdecimal() or int(value) < least:
        raise ValueError(f"{name} is {value!r}: write {least} or more.")
    return int(value)


def address(name: str, default: str) -> str:
    """Address of a site, without the last slash; raises `ValueError` when it has no scheme, no host, or a path."""
    value = text(name, default) or default
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise ValueError(f"{name} is {value!r}: write https://mitoyen.ville.example.")
    return f"{parts.scheme}://{parts.netloc}"


def folder(name: str, default: str) -> Path:
    """Absolute path of a folder, created when it is missing."""
    path = Path(text(name, default) or default).expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def database(address: str, file: Path) -> dict[str, Any]:
    """Settings of the database at `address`, or of the SQLite `file`; ValueError when the address is neither."""
    if not address:
        pragmas = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; "
            "PRAGMA wal_autocheckpoint=4000;"  # pages: a thousand events touch as many as the usual 1000
        )
        options = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": pragmas}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": options}
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("MITOYEN_DATABASE: write postgresql://user:password@host:5432/name, or nothing for one file.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def kept_key(path: Path) -> str:
    """Secret key drawn once and kept in a file only its owner can read.

    Several workers may start at the same time: each writes its own draft, the first link wins, all read that one.
    """
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent) as draft, suppress(FileExistsError):
            draft.write(secrets.token_urlsafe(64))
            draft.flush()
            os.link(draft.name, path)
    return path.read_text().strip()


DATA_DIR = folder("MITOYEN_DATA_DIR", "var")
DEBUG = flag("MITOYEN_DEBUG")
HTTPS = flag("MITOYEN_HTTPS")
ALLOWED_HOSTS = words("MITOYEN_ALLOWED_HOSTS", LOOPBACK)
SECRET_KEY = text("MITOYEN_SECRET_KEY") or kept_key(DATA_DIR / "secret-key")
PSEUDONYM_KEY = (text("MITOYEN_PSEUDONYM_KEY") or kept_key(DATA_DIR / "pseudonym-key")).encode()
SOURCE_URL = text("MITOYEN_SOURCE_URL")
SITE_URL = address("MITOYEN_SITE_URL", "http://localhost:8000")
THRESHOLD = number("MITOYEN_THRESHOLD", 11, least=privacy.THRESHOLD)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # the pages of allauth's second factor use it
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "mitoyen.web.config",
    "mitoyen.web.ui",
    "mitoyen.web.people",
    "mitoyen.web.places",
    "mitoyen.web.measure",
    "mitoyen.web.neighbourhood",
    "mitoyen.web.calculator",
    "mitoyen.web.method",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "mitoyen.web.config.headers.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "mitoyen.web.config.urls"
WSGI_APPLICATION = "mitoyen.web.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["django.templatetags.i18n", "mitoyen.web.ui.templatetags.ui"],
        },
    }
]

# Without an address, one file in the data folder; with `postgresql://user:password@host:port/name`, that database.
DATABASES = {"default": database(text("MITOYEN_DATABASE"), DATA_DIR / "mitoyen.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Person"

# The address decides the language, nothing else: no cookie, no Accept-Language (see urls.py).
USE_I18N = True
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "ui" / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# Files are served straight from the packages; their address carries a fingerprint, so they may be kept for a year.
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "mitoyen.web.config.static.FingerprintedStorage"},
    "photos": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "photos", "file_permissions_mode": 0o600, "allow_overwrite": True},
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 31_536_000
WHITENOISE_ALLOW_ALL_ORIGINS = False

# A file that is too long is counted on its way in, and kept nowhere.
FILE_UPLOAD_HANDLERS = [
    "mitoyen.web.people.photo_uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# What is put off until after the answer waits in the database; `mitoyen serve` and `mitoyen work` do it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What breaks is written on the error output, where whoever runs the site will look; what visitors mistype is not.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(name)s %(levelname)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "mitoyen.web.ui.errors.form_expired"
