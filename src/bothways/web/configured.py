"""Django's settings, made from the table of settings and the environment. The one place where the web reads it."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from bothways.web.table import read

GIVEN = read(os.environ)

SECRET_KEY = GIVEN.secret
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique in small letters: a constraint of the table
DEBUG = False
ALLOWED_HOSTS = list(GIVEN.hosts)
CSRF_TRUSTED_ORIGINS = [GIVEN.url] if GIVEN.url else []
DATA = GIVEN.data
SITE_URL = GIVEN.url
MODE = GIVEN.mode
ROUTES = Path(os.environ.get("BOTHWAYS_ROUTES", "").strip() or DATA / "routes.toml")
LENS_MODEL = {name: value for name, value in os.environ.items() if name.startswith("BOTHWAYS_LLM_")}
MINIMUM_GROUP = GIVEN.minimum_group
KEEP_DAYS = GIVEN.keep_days
UPLOAD_BYTES = GIVEN.upload_bytes

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "bothways.web",
]
AUTH_USER_MODEL = "bothways.Person"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bothways.web.middleware.headers",
    "bothways.web.opendoor.unsigned.unsigned",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bothways.web.middleware.readers_format",
    "bothways.web.middleware.Refusals",
]
ROOT_URLCONF = "bothways.web.urls"
WSGI_APPLICATION = "bothways.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Our own stand before those of packages: sign-in looks like the rest of the house.
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bothways.web.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "bothways.web.templatetags.bothways",
            ],
        },
    }
]
DATABASES = {"default": dict(GIVEN.database)}
ATOMIC_REQUESTS = False
SESSION_COOKIE_AGE = 14 * 86400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = GIVEN.secure
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31536000 if GIVEN.secure else 0
SECURE_SSL_REDIRECT = False  # the proxy does it; a health check comes by http
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # a brief is shown in a frame of the page that asks to approve it
if GIVEN.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 200

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
FORM_RENDERER = "bothways.web.fields.Renderer"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "bothways.web.people.signing_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "bothways.web.people.signing_in.SocialAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up: an invitation was mailed to the address
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # of the host: mails say themselves where they come from
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/m/key",  # nosec B105 - a rate
}
ALLAUTH_TRUSTED_PROXY_COUNT = GIVEN.proxies
USERSESSIONS_TRACK_ACTIVITY = False  # a time of day that each page leaves would tell who was here when
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Bothways"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC = GIVEN.oidc
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": OIDC["name"],
                    "client_id": OIDC["client"],
                    "secret": OIDC["secret"],
                    "settings": {
                        "server_url": OIDC["server"],
                        "token_auth_method": "client_secret_basic",  # nosec B105 - the name of a method
                    },
                }
            ],
        }
    }
    if OIDC
    else {}
)
# Rate limits are counted in the database: two workers and a restart count as one.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "bothways_counted"}
}

LANGUAGE_CODE = GIVEN.language
LANGUAGES = [
    ("en", _("English")),
    ("en-gb", _("English (United Kingdom)")),
]  # one for each in which every text is written
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["bothways.web.formats"]
USE_TZ = True
TIME_ZONE = GIVEN.zone
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = GIVEN.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = GIVEN.data / "uploads"
TEST_RUNNER = "django.test.runner.DiscoverRunner"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no line": {"()": "bothways.web.opendoor.unsigned.NoLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no line"]}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING"},
        "bothways": {"handlers": ["console"], "level": "INFO"},
        "waitress.queue": {"level": "ERROR"},  # a request that waits a moment is no news
    },
}
