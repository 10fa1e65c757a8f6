"""The application factory: the only place that puts the parts of the web package together."""

from flask import Flask

from bot import MAX_QUESTION, Chatbot, Settings, create_chatbot
from web import api, completions, conversations, errors, language, owners, page, security, tracing
from web.marking import pieces

MAX_BODY = 64 * 1024


def build(settings: Settings | None, chatbot: Chatbot | None) -> Flask:
    """Return the application over a chatbot: the one given, else the one that the settings describe."""
    app = Flask("web")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask types the interface, not its default provider
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(pieces=pieces, max_question=MAX_QUESTION)
    app.extensions["quoth"] = chatbot or create_chatbot(settings or Settings.load())
    tracing.trace(app)
    security.protect(app)
    owners.register(app)
    language.register(app)
    errors.register(app)
    app.register_blueprint(page.blueprint)
    app.register_blueprint(conversations.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(completions.blueprint)
    return app
