"""The one settings file. Every value that differs between installations is an environment
variable; docs/deployment.md lists them."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from wuhao import embedded
from wuhao.environment import Environment, database_url, redis_url

env = Environment()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = env.folder("WUHAO_DATA", BASE_DIR / "var")  # embedded servers, uploads, the secret key

# --- who may talk to us -------------------------------------------------------------------------

DEBUG = env.flag("WUHAO_DEBUG", default=False)
HTTPS = env.flag("WUHAO_HTTPS", default=False)
SECRET_KEY = env.secret_key("WUHAO_SECRET_KEY", keep_in=DATA / "secret.key")
SECRET_KEY_FALLBACKS = env.names("WUHAO_OLD_SECRET_KEYS", default=())
ALLOWED_HOSTS = env.names("WUHAO_HOSTS", default=("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
ADMIN_ADDRESSES = env.networks("WUHAO_ADMIN_ADDRESSES", default=("127.0.0.0/8", "::1/128"))
PROXIES = env.number("WUHAO_PROXIES", 0, low=0, high=5)  # reverse proxies in front of us

# --- what runs ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "assessment",
    "surveys",
    "creation",
    "wuhao",
    "django.contrib.admin.apps.SimpleAdminConfig",  # reference data only: creation.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # its templates, so that templates/ can replace them
    "django_htmx",
    "template_partials",
    "django_tables2",
    "django_filters",
    "import_export",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "wuhao.middleware.CompressMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wuhao.middleware.BundleMiddleware",  # before the session, as all static files
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "creation.middleware.ActingMiddleware",
    "wuhao.middleware.SessionLimitsMiddleware",
    "wuhao.middleware.LoginRequiredMiddleware",
    "creation.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wuhao.middleware.RefusedMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a lockout into its page
]

ROOT_URLCONF = "wuhao.urls"
WSGI_APPLICATION = "wuhao.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "creation.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "wuhao.renderers.FormRenderer"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# --- people -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "creation.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: a locked account is not even checked
    "django.contrib.auth.backends.ModelBackend",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": "creation.passwords.MinimumLength", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
CSRF_FAILURE_VIEW = "wuhao.views.stale_form"

AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"  # survives a broken cache or broker
AXES_LOCKOUT_PARAMETERS = ["username"]  # by address would lock a whole office behind one gateway
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or an attacker keeps the victim out
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "wuhao.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # asks for lockouts by address, see above
AXES_IPWARE_PROXY_COUNT = PROXIES or None

# --- sessions and cookies -----------------------------------------------------------------------

SESSION_IDLE = timedelta(minutes=30)
SESSION_LIFETIME = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LIFETIME.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
_PREFIX = "__Host-" if HTTPS else ""  # browsers refuse these names over plain HTTP
SESSION_COOKIE_NAME = f"{_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- what browsers may do with our pages --------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from this machine, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if PROXIES:  # only then, or anybody could claim that his request came over TLS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- database, cache, broker --------------------------------------------------------------------

if env.text("DATABASE_URL"):
    _DATABASE = database_url(env.text("DATABASE_URL"))
else:
    _DATABASE = {
        "ENGINE": "wuhao.postgres",  # starts the server at the first connection
        "NAME": embedded.DATABASE,
        "USER": embedded.SUPERUSER,
        "HOST": str(embedded.postgres(DATA).socket_folder),
        "OPTIONS": {},
    }
# A page may take 30 s; manage.py and the worker set more for themselves.
_STATEMENT_SECONDS = env.number("WUHAO_STATEMENT_SECONDS", 30, low=1, high=86_400)
_DATABASE["OPTIONS"] |= {
    "connect_timeout": 3,
    "options": f"-c statement_timeout={_STATEMENT_SECONDS}s -c lock_timeout=5s"
    # An import computes between its statements for as long as it may run.
    f" -c idle_in_transaction_session_timeout={max(60, _STATEMENT_SECONDS)}s",
}
DATABASES = {
    "default": _DATABASE | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True},
}

# Nothing that a login needs may sit in the broker's server.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

if env.text("REDIS_URL"):
    CELERY_BROKER_URL = redis_url(env.text("REDIS_URL"))
else:
    CELERY_BROKER_URL = f"redis+socket://{embedded.valkey(DATA).socket}"
CELERY_RESULT_BACKEND = None  # the job's row holds the result
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TASK_PUBLISH_RETRY = True  # with 0 retries: a refused broker costs 0.06 s instead of 6
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 7200,  # over four time limits; recovery comes from the sweep
    "unacked_restore_interval": 30,
    "unacked_restore_throttle": 1,
    "socket_timeout": 3,  # more than the worker's blocking read of 1 s
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # KB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20  # for a running task; an idle worker ends at once
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TIMEZONE = "Asia/Shanghai"

# --- mail ---------------------------------------------------------------------------------------

EMAIL_HOST = env.text("WUHAO_SMTP_HOST")  # empty: nothing is mailed, notices stay in the system
EMAIL_PORT = env.number("WUHAO_SMTP_PORT", 587, low=1, high=65_535)
EMAIL_HOST_USER = env.text("WUHAO_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("WUHAO_SMTP_PASSWORD")
EMAIL_USE_SSL = env.flag("WUHAO_SMTP_SSL", default=False)
EMAIL_USE_TLS = env.flag("WUHAO_SMTP_STARTTLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 10
_MAIL = "django.core.mail.backends"  # never the console's: mails name people
EMAIL_BACKEND = f"{_MAIL}.smtp.EmailBackend" if EMAIL_HOST else f"{_MAIL}.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("WUHAO_MAIL_FROM") or EMAIL_HOST_USER or "wuhao@localhost"
SITE_URL = env.text("WUHAO_URL", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}").rstrip("/")

# --- files --------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.text("WUHAO_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None  # without collectstatic, straight from the checkout
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA / "files"  # private: views hand files out, no URL does
_HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _HASHED if STATIC_ROOT else _PLAIN},
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
FILE_UPLOAD_TEMP_DIR = env.folder("WUHAO_UPLOADS", DATA / "uploads")  # same disk as the files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # a wall; forms say UPLOAD_MAX_FILES in words

# A clamd that looks at every uploaded file: a unix socket or host:port; empty asks nobody.
CLAMD = env.text("WUHAO_CLAMD")
QUARANTINE = DATA / "quarantine"

# Limits of workbooks; the pages say them before the upload.
UPLOAD_MAX_FILES = 20  # chosen in one form, of this size together (nginx lets 70 MB through)
UPLOAD_MAX_BYTES = 64 * 2**20
UPLOAD_MAX_UNPACKED_BYTES = 2**30
UPLOAD_READER_BYTES = 2**30  # memory of the child process that parses a workbook
ROSTER_MAX_ROWS = 20_000
SURVEY_MAX_ROWS = 500_000
SURVEY_AT_ONCE_BYTES = 256 * 2**10  # a smaller file is read while its sender waits
SURVEY_ZIP_BYTES = 256 * 2**20  # of all files in a zip, unpacked

# --- language, time, log ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {process:d} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("WUHAO_LOG_LEVEL", "INFO")},
    "loggers": {
        # Its own handlers off: one line per event, on the console only.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"level": "WARNING"},
    },
}
