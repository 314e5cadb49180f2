"""A real OpenID Connect provider for the tests, as a process of its own: `python identity_provider.py PORT FOLDER CALLBACK`.

Prints "ready" once it answers. Its one client is `bothways`; its people are Ben (whom the application knows) and Zoe.
"""

from __future__ import annotations

import sys
from pathlib import Path
from wsgiref.simple_server import make_server


def _key() -> str:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def main(port: int, folder: Path, callback: str) -> None:
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.configure(
        SECRET_KEY="provider" * 8,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=Path(__file__).stem,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "allauth", "allauth.account", "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=_key(),
        LOGIN_REDIRECT_URL="/",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )  # fmt: skip
    django.setup()
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from allauth.account.models import EmailAddress  # noqa: PLC0415
    from allauth.idp.oidc.models import Client  # noqa: PLC0415

    Client.objects.create(
        id="bothways", name="Bothways", secret=make_password("said-once"), scopes="openid\nprofile\nemail",
        redirect_uris=callback, skip_consent=True,
    )  # fmt: skip
    for name in ("ben", "zoe"):
        user = User.objects.create_user(name, f"{name}@example.com", "an umbrella in a rowing boat")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    server = make_server("127.0.0.1", port, get_wsgi_application())
    print("ready", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
else:
    from django.urls import include, path

    urlpatterns = [
        path("", include("allauth.idp.urls")),
        path("accounts/", include("allauth.account.urls")),
    ]
