"""The Flask application: service, JSON endpoints, pages, meter and problems put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_babel import Babel

from api import compression, languages, meter, problems, swap
from api.endpoints import blueprint as endpoints
from api.regions import open_active
from api.service import EXTENSION, Service
from api.settings import Settings
from api.web import former_addresses
from api.web.about_pages import blueprint as about
from api.web.audit_pages import blueprint as audit_pages
from api.web.cost_pages import blueprint as cost_pages
from api.web.desk import blueprint as desk_pages
from api.web.kiosk_pages import blueprint as kiosk
from api.web.line_pages import blueprint as lines
from api.web.look_files import blueprint as look_files
from api.web.map_tiles import blueprint as map_tiles
from api.web.pages import blueprint as pages
from api.web.stop_pages import blueprint as stops
from api.web.take_along import blueprint as take_along
from feeds import Snapshot


def make_app(
    settings: Settings, snapshot: Snapshot | None, clock: Callable[[], datetime] | None
) -> Flask:
    """Make the application; see `api.create_app`."""
    follows_store = snapshot is None
    snapshot = snapshot or open_active(settings)
    app = Flask("api", static_folder=None)
    app.config["BABEL_DEFAULT_LOCALE"] = "fr"
    app.config["BABEL_DEFAULT_TIMEZONE"] = snapshot.manifest.timezone
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "web/translations"
    Babel(app, locale_selector=languages.reader_locale)
    app.extensions[EXTENSION] = Service(settings, snapshot, clock)
    if follows_store:
        swap.register(app, settings, settings.networks_of(snapshot.manifest.region_id), clock)
    compression.register(app)
    meter.register(app)
    problems.register(app)
    languages.register(app)
    former_addresses.register(app)
    app.register_blueprint(endpoints)
    app.register_blueprint(pages)
    app.register_blueprint(cost_pages)
    app.register_blueprint(desk_pages)
    app.register_blueprint(audit_pages)
    app.register_blueprint(stops)
    app.register_blueprint(lines)
    app.register_blueprint(about)
    app.register_blueprint(kiosk)
    app.register_blueprint(map_tiles)
    app.register_blueprint(look_files)
    app.register_blueprint(take_along)
    return app
