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
            "PRAGMA wal_autocheckpoint=16000; "  # pages: who follows the events does it long before
            "PRAGMA temp_store=MEMORY;"
        )
        # Our own writers stand in line, and wait for their turn; other programs are waited for so long [s].
        options = {"transaction_mode": "IMMEDIATE", "timeout": 60, "init_command": pragmas}
        # Kept open between requests: opening takes longer than most questions, and empties the cache.
        kept = {"CONN_MAX_AGE": 60, "TEST": {"NAME": ":memory:"}}
        return {"ENGINE": "mitoyen.web.config.sqlite", "NAME": file, "OPTIONS": options, **kept}
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("MITOYEN_DATABASE: write postgresql://user:password@host:5432/name, or nothing for one file.")
    return {
        "ENGINE": "mitoyen.web.config.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": 2},  # times that a question is asked before its plan is kept: web/prepared.py
    }


def post(address: str) -> dict[str, Any]:
    """The SMTP server that an address tells; nothing for no address, ValueError when it tells none.

    `smtp://` asks for TLS once connected, `smtps://` from the start; `smtp+plain://` never does, for a server on the
    same machine.
    """
    if not address:
        return {}
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise ValueError("MITOYEN_EMAIL: write smtp://user:password@host:587, or nothing to keep messages as files.")
    return {
        "host": parts.hostname,
        "port": parts.port or {"smtp": 587, "smtps": 465}.get(parts.scheme, 25),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtp",
        "ssl": parts.scheme == "smtps",
    }


def town_sign_in(issuer: str, client: str, secret: str, name: str) -> list[dict[str, Any]]:
    """The OpenID Connect provider of a town, or none; ValueError when only part of it is told."""
    if not issuer and not client:
        return []
    if not issuer.startswith(("https://", "http://localhost", "http://127.0.0.1")) or not client:
        raise ValueError(
            "MITOYEN_OIDC_ISSUER (https://…) and MITOYEN_OIDC_CLIENT_ID go together: set both, or neither."
        )
    configuration = issuer if ".well-known/" in issuer else f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    return [
        {
            "provider_id": "ville",
            "name": name or urlsplit(issuer).hostname,
            "client_id": client,
            "secret": secret,
            "settings": {"server_url": configuration, "oauth_pkce_enabled": True},
        }
    ]


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
    "mitoyen.web.people",  # before allauth, whose pages and messages it writes in its own words
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
    "mitoyen.web.config.static.Files",
    "mitoyen.web.config.compression.Compression",
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
FORM_RENDERER = "mitoyen.web.ui.forms.Renderer"
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
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "mitoyen.web.ui.templatetags.quick",  # after Django's, whose tags it quickens
                "mitoyen.web.ui.templatetags.ui",
            ],
        },
    }
]

# Without an address, one file in the data folder; with `postgresql://user:password@host:port/name`, that database.
DATABASES = {"default": database(text("MITOYEN_DATABASE"), DATA_DIR / "mitoyen.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Person"

# Limits hold across processes: they are counted in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # the usual 300 would let a flood push the counters out
    }
}

# Sign-in. A cookie is set to stay signed in and to protect a form, and by no other page.
AUTHENTICATION_BACKENDS = ["mitoyen.web.people.sessions.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "neighbourhood:here"
LOGOUT_REDIRECT_URL = "calculator:home"
SESSION_ENGINE = "mitoyen.web.people.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "first_name"]},
    },
]
ACCOUNT_ADAPTER = "mitoyen.web.people.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "mitoyen.web.people.forms.FirstName"
ACCOUNT_FORMS = {
    "login": "mitoyen.web.people.account_forms.LoginForm",
    "signup": "mitoyen.web.people.account_forms.SignupForm",
    "add_email": "mitoyen.web.people.account_forms.ChangeEmailForm",
    "change_password": "mitoyen.web.people.account_forms.ChangePasswordForm",
    "set_password": "mitoyen.web.people.account_forms.SetPasswordForm",
    "reset_password": "mitoyen.web.people.account_forms.ResetPasswordForm",
    "reset_password_from_key": "mitoyen.web.people.account_forms.NewPasswordForm",
    "reauthenticate": "mitoyen.web.people.account_forms.ReauthenticateForm",
    "confirm_email_verification_code": "mitoyen.web.people.account_forms.VerifyEmailForm",
    "confirm_password_reset_code": "mitoyen.web.people.account_forms.ResetCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # eight letters: whoever guesses one would take the account
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "reset_password": "20/m/ip,5/h/key",
    "confirm_email": "1/10s/key,10/h/key",
    "household_code": "10/h/user",
    "exchange_code": "10/h/key",  # six digits: nobody guesses them in ten tries
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
MFA_ADAPTER = "mitoyen.web.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mitoyen"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "mitoyen.web.people.second_factor_forms.AuthenticateForm",
    "reauthenticate": "mitoyen.web.people.second_factor_forms.ReauthenticateForm",
    "activate_totp": "mitoyen.web.people.second_factor_forms.ActivateTOTPForm",
    "add_webauthn": "mitoyen.web.people.second_factor_forms.AddWebAuthnForm",
    "authenticate_webauthn": "mitoyen.web.people.second_factor_forms.AuthenticateWebAuthnForm",
    "login_webauthn": "mitoyen.web.people.second_factor_forms.LoginWebAuthnForm",
    "reauthenticate_webauthn": "mitoyen.web.people.second_factor_forms.ReauthenticateWebAuthnForm",
    "edit_webauthn": "mitoyen.web.people.second_factor_forms.EditWebAuthnForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves ask for HTTPS anywhere but on localhost

# A town may let its people come in with its own accounts. Nobody is taken for an account that was there before.
OIDC_ISSUER = text("MITOYEN_OIDC_ISSUER")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": town_sign_in(
            OIDC_ISSUER, text("MITOYEN_OIDC_CLIENT_ID"), text("MITOYEN_OIDC_SECRET"), text("MITOYEN_OIDC_NAME")
        )
    }
}
SOCIALACCOUNT_ADAPTER = "mitoyen.web.people.adapter.TownAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_FORMS = {"signup": "mitoyen.web.people.town_forms.TownSignupForm"}

# Without a server, messages are kept as files in the data folder, where whoever runs the site reads them.
EMAIL = post(text("MITOYEN_EMAIL"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST, EMAIL_PORT = EMAIL.get("host", ""), EMAIL.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL.get("user", ""), EMAIL.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL.get("tls", False), EMAIL.get("ssl", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("MITOYEN_EMAIL_FROM", "Mitoyen <mitoyen@localhost>")

# Neighbours pay each other by themselves, unless an instance names a class that opens the door of a provider.
PAYMENT_PROVIDER = text("MITOYEN_PAYMENT_PROVIDER")

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
        "BACKEND": "mitoyen.web.people.photo_files.Kept",
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
DATA_UPLOAD_MAX_NUMBER_FILES = 30  # whoever chooses more photos than a page takes is told so by the page

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
        "form-action": [SELF, "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER))] if OIDC_ISSUER else [SELF],
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
