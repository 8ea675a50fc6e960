"""Entry of the site for a WSGI server: `gunicorn mitoyen.web.config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitoyen.web.config.settings")
application = get_wsgi_application()
