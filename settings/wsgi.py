"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")
gc.disable()  # nothing that is imported is garbage; home.apps turns it on again
application = get_wsgi_application()
