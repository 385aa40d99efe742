"""Django settings of pandian.   配置

Every setting a person may change is an environment variable named `PANDIAN_...` (or
`DATABASE_URL`); docs/*/reference/settings.md lists them all, and a house test keeps it so.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from pandian.config.server import APPLICATION, DATABASE, OWNER, described
from pandian.kernel.outside.rules import allowed_of

PACKAGE = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("PANDIAN_HOME") or Path.home() / ".local/share/pandian")


def _secret_key() -> str:
    """Return the key that signs cookies: from the environment, else one kept in the home.

    Written beside and linked into place, so that two first starts agree on one key.
    """
    if given := os.environ.get("PANDIAN_SECRET_KEY"):
        return given
    path = HOME / "secret.key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        draft = HOME / f"secret.key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), "utf-8")
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text("utf-8")


def _embedded() -> dict[str, object]:
    server = described(HOME)
    role = OWNER if os.environ.get("PANDIAN_ROLE") == "owner" else APPLICATION
    if server is None:
        return {"NAME": DATABASE, "USER": role, "HOST": str(HOME / "run"), "PORT": 5432}
    password = server.owner_password if role == OWNER else server.application_password
    return {"NAME": DATABASE, "USER": role, "PASSWORD": password,
            "HOST": server.host, "PORT": server.port}


def _external(address: str) -> tuple[dict[str, object], dict[str, str]]:
    """Return Django's place of a `DATABASE_URL`, and the driver options that it carries."""
    parts: dict[str, object] = dict(conninfo_to_dict(address))
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password",
             "HOST": "host", "PORT": "port"}
    place = {name: parts.pop(key, "") or "" for name, key in names.items()}
    return place, {key: str(value) for key, value in parts.items()}


DATABASE_URL = os.environ.get("DATABASE_URL", "")
_place, _carried = _external(DATABASE_URL) if DATABASE_URL else (_embedded(), {})
_options = f"{_carried.pop('options', '')} -c synchronous_commit=on -c timezone=UTC".strip()
if DATABASE_URL and os.environ.get("PANDIAN_ROLE") != "owner":
    _options += f" -c role={APPLICATION}"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **_place,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_carried, "options": _options},
        "TEST": {"NAME": os.environ.get("PANDIAN_TEST_DB", "test_pandian")},
    }
}

SECRET_KEY = _secret_key()
DEBUG = os.environ.get("PANDIAN_DEBUG") == "1"
ADDRESS = os.environ.get("PANDIAN_ADDRESS", "")
AUTHORITY = os.environ.get("PANDIAN_AUTHORITY", "")
OUT_HOSTS = allowed_of(os.environ.get("PANDIAN_OUT_HOSTS", ""))
MAIL_HOST = os.environ.get("PANDIAN_MAIL_HOST", "")
MAIL_PORT = os.environ.get("PANDIAN_MAIL_PORT", "")
MAIL_TLS = os.environ.get("PANDIAN_MAIL_TLS", "starttls")
MAIL_USER = os.environ.get("PANDIAN_MAIL_USER", "")
MAIL_PASSWORD = os.environ.get("PANDIAN_MAIL_PASSWORD", "")
MAIL_FROM = os.environ.get("PANDIAN_MAIL_FROM", "")
ALLOWED_HOSTS = os.environ.get("PANDIAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "pandian.kernel",
    "pandian.governance",
    "pandian.catalog",
    "pandian.capture",
    "pandian.ledger",
    "pandian.lifecycle",
    "pandian.counting",
    "pandian.insight",
    "pandian.exchange",
    "pandian.interfaces.web",
]
MIDDLEWARE = [
    "pandian.interfaces.api.middleware.Failures",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pandian.interfaces.web.middleware.Face",
]
ROOT_URLCONF = "pandian.config.urls"
WSGI_APPLICATION = "pandian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
PROCRASTINATE_IMPORT_PATHS = ["pandian.interfaces.jobs.tasks"]
AUTH_USER_MODEL = "governance.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"] if (PACKAGE / "static").is_dir() else []
WHITENOISE_USE_FINDERS = True
LOGIN_URL = "/sign-in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
