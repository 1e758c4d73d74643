"""Settings, read from the environment, which is all that differs between machines.

Without any variable the portal runs on its embedded default: SQLite, tasks inside the process, local cache.
Every variable is listed in .env.example.
"""

import tomllib
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from innovacion360 import api_settings, database, secret_key
from innovacion360.logging import configuration

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
RELEASE = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

# --- Place ---
# The embedded default keeps its database and its generated key in this folder.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
# Public address of the portal, used for links in mails. Its scheme switches HTTPS on.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
EMBEDDED = not env.str("DATABASE_URL", default="")

# Publisher and contact in the data catalogue.
PORTAL_NAME = "Innovación Pública 360"
PUBLISHER_NAME = env.str("PUBLISHER_NAME", default=PORTAL_NAME)
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")

# --- Safety ---
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not EMBEDDED:
        raise ImproperlyConfigured(
            "Set SECRET_KEY: a portal with its own DATABASE_URL needs a secret of its own (50 random characters)."
        )
    SECRET_KEY = secret_key.kept_in(DATA_DIR)
# Hashes the codes of receipts and paper cards. Without one of its own, a change of SECRET_KEY makes all of them worthless.
RECEIPT_KEY = env.str("RECEIPT_KEY", default="") or f"receipts:{SECRET_KEY}"
# Encrypts the key that signs certificates, where it lies in the database.
CERTIFICATE_KEY = env.str("CERTIFICATE_KEY", default="") or f"certificates:{SECRET_KEY}"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^salud/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # blob: is the chart's own PNG before it is downloaded
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Apps ---
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core",
    "territory",
    "files",
    "mail",
    "accounts",
    "notices",
    "citizens",
    "diagnostics.instruments",
    "diagnostics.assessments",
    "diagnostics.exchange",
    "diagnostics.review",
    "diagnostics.results",
    "cocreation.agendas",
    "cocreation.contributions",
    "cocreation.agreements",
    "cocreation.workshops",
    "cocreation.pages",
    "training.courses",
    "training.cohorts",
    "training.quizzes",
    "training.assignments",
    "training.learning",
    "training.recall",
    "training.certificates",
    "training.pages",
    "advisory.practices",
    "advisory.help",
    "advisory.pages",
    "followup.minutes",
    "followup.pages",
    "followup.sightings",
    "followup.commitments",
    "followup.indicators",
    "followup.evidence",
    "administration",
    "portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.web.private_answers.keep_private",
    "core.web.api.errors_as_json",
    "core.web.nul_bytes.refuse_nul_bytes",
    "csp.middleware.CSPMiddleware",
    "core.web.compression.CompressionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.web.interrupted_forms.middleware.resume",
    "core.web.only_post.explain",
]
CSRF_FAILURE_VIEW = "core.web.interrupted_forms.answers.csrf_failure"
ROOT_URLCONF = "innovacion360.urls"
WSGI_APPLICATION = "innovacion360.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.owned_forms"],  # each form says whose it is
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.navigation",
            ],
        },
    }
]

# --- Data ---
if EMBEDDED:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATA_DIR.chmod(0o700)  # password hashes and unpublished answers: no other account of this machine
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "db.sqlite3",
            "OPTIONS": {
                # Several processes write: take the lock at BEGIN and wait for it instead of failing mid-transaction.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    }
else:
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):
        DATABASES["default"]["OPTIONS"] = database.options(database.WORK, DATABASES["default"].get("OPTIONS", {}))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Tasks and cache ---
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "core.web.forgiving_cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "json",  # what releases before this one left are pickles, under other keys
            "OPTIONS": {
                "serializer": "core.web.json_cache.JsonSerializer",
                "socket_connect_timeout": 1,
                "socket_timeout": 2,
            },
        }
    }
    # A database of its own: who empties the cache does not empty the queue.
    CELERY_BROKER_URL = env.str("BROKER_URL", default=REDIS_URL)
else:
    CACHES = {"default": {"BACKEND": "core.web.json_cache.JsonMemoryCache"}}
    CELERY_BROKER_URL = "memory://localhost/"
    CELERY_TASK_ALWAYS_EAGER = True
    CELERY_TASK_EAGER_PROPAGATES = True
# Counts of attempts: nothing else pushes them out, and while Redis is away each process counts by itself.
CACHES["counts"] = {
    **CACHES["default"],
    **(
        {"BACKEND": "core.web.counting_cache.CountingRedisCache"}
        if REDIS_URL
        else {"LOCATION": "counts", "OPTIONS": {"MAX_ENTRIES": 100_000}}
    ),
}
CELERY_TASK_IGNORE_RESULT = True  # results are stored in our tables (ScoreRun)
CELERY_TASK_ACKS_LATE = True  # tasks are idempotent: better run twice than never
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "America/Bogota"
# A request that enqueues must not hang during a broker outage; beat catches up.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2, "retry_on_timeout": False}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# --- Accounts ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "assessments:work-home"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True  # one address per person; a new one replaces it once confirmed
ACCOUNT_EMAIL_VERIFICATION = "optional"  # the invitation's link already proved the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # never mail an address that only a stranger typed
ACCOUNT_EMAIL_NOTIFICATIONS = False  # accounts.actions.security tells people, by the outbox
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.adapters.PasswordLinkTokens"  # noqa: S105
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end, this one stays
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Behind a proxy every request has its address; the rate limits below are per client, so trust one hop.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Innovación Pública 360"
MFA_TOTP_TOLERANCE = 1  # accepts phones whose clock is half a minute off
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.ActivateAppForm",
}
# Metropolitan roles require a second factor. Off by default only in the embedded default, which has no real users.
REQUIRE_STAFF_MFA = env.bool("REQUIRE_STAFF_MFA", default=not EMBEDDED)
# accounts.actions.sign_in counts these; the rest is allauth's.
ACCOUNT_RATE_LIMITS = dict.fromkeys(("login", "login_failed", "reauthenticate", "reset_password"))

# --- Public pages and API ---
# Requests of one network for public pages that are made anew each time.
PUBLIC_RATE = api_settings.checked_rate("PUBLIC_RATE", env.str("PUBLIC_RATE", default="300/min"))
REST_FRAMEWORK = api_settings.framework(
    public_rate=env.str("API_RATE", default="120/min"), proxies=ALLAUTH_TRUSTED_PROXY_COUNT
)
REST_KNOX = api_settings.REST_KNOX
SPECTACULAR_SETTINGS = api_settings.SPECTACULAR_SETTINGS
# Working days in which an opinion is answered, as its public pages say; each one keeps the day that it was promised.
OPINION_ANSWER_DAYS = env.int("OPINION_ANSWER_DAYS", default=15)
# Years that a certificate lasts, 0 for ever; and the city that it names, if any.
CERTIFICATE_YEARS = env.int("CERTIFICATE_YEARS", default=3)
CERTIFICATE_PLACE = env.str("CERTIFICATE_PLACE", default="")

# --- Language, numbers, time ---
LANGUAGE_CODE = "es"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Bogota"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["innovacion360.formats"]

# --- Files ---
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
# The embedded default serves from the source folders; elsewhere `collectstatic` writes hashed names.
WHITENOISE_USE_FINDERS = EMBEDDED
WHITENOISE_AUTOREFRESH = DEBUG
# Uploaded evidence: no public URL, served by views that check permissions.
PRIVATE_ROOT = Path(env.str("PRIVATE_DIR", default=str(DATA_DIR / "private")))
# Public downloads; regenerated from the database when lost.
OPEN_DATA_ROOT = Path(env.str("OPEN_DATA_DIR", default=str(DATA_DIR / "open-data")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "open_data": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": OPEN_DATA_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# No page takes more than three, and says so of a few more; anonymous requests are parsed too, for their CSRF token.
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Files that one person may upload, of any kind: a number and a time (s, min, hour, day).
UPLOAD_RATE = api_settings.checked_rate("UPLOAD_RATE", env.str("UPLOAD_RATE", default="120/hour"))
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_MB", default=20) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "core.web.upload_limit.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "core.web.upload_limit.TemporaryUpload",
]
# Retention of files without a row, so that a database dump and a file archive taken some days apart are consistent.
DELETED_FILES_KEPT_DAYS = env.int("DELETED_FILES_KEPT_DAYS", default=30)
CLAMAV_SOCKET = env.str("CLAMAV_SOCKET", default="")
LINK_CHECKS = env.bool("LINK_CHECKS", default=not EMBEDDED)
LINK_CHECK_PAUSE = 2  # seconds between two links of one site
LINK_CHECK_ALLOWED: frozenset[tuple[str, int]] = frozenset()  # private addresses that may be opened; only tests set one
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Mail ---
# Only the embedded default writes mails where it writes its log: they carry one-time links. Elsewhere they wait for a server.
vars().update(env.email("EMAIL_URL", default="consolemail://" if EMBEDDED else "smtp://localhost:25"))
EMAIL_TIMEOUT = 10  # an invitation is sent inside the request
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Innovación Pública 360 <no-responder@localhost>")

# --- Logs ---
LOGGING_CONFIG = "innovacion360.logging.configure"
LOGGING = configuration(
    env.str("LOG_LEVEL", default="WARNING" if EMBEDDED else "INFO"), as_json=not EMBEDDED, apps=INSTALLED_APPS
)
