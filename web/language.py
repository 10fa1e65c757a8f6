"""The language of the interface: the browser's or the one that was chosen. Documents and answers keep theirs."""

from functools import lru_cache
from gettext import NullTranslations, translation
from importlib.resources import as_file, files

from flask import Flask, request

from knowledge import language_code

LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "Français"}
COOKIE = "language"
_MARKS = {"en": ",.", "de": ".,", "fr": "\u202f,"}
"""What stands between thousands, and before decimals."""
_DECIMALS = 2


def register(app: Flask) -> None:
    """Let templates speak the language of the request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        lambda message: translations(language()).gettext(message),
        lambda one, several, count: translations(language()).ngettext(one, several, count),
        newstyle=True,
    )
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, spoken=spoken)
    app.jinja_env.filters.update(number=number, decimal=decimal, signed=signed)


def language() -> str:
    """Return the language chosen on the page, else the best that the browser asks for, else English."""
    chosen = request.cookies.get(COOKIE, "")
    asked_for = (name.partition("-")[0].lower() for name, quality in request.accept_languages if quality > 0)
    return chosen if chosen in LANGUAGES else next((name for name in asked_for if name in LANGUAGES), "en")


@lru_cache(maxsize=len(LANGUAGES))
def translations(name: str) -> NullTranslations:
    """Return the catalogue of a language; English is what stands in the templates."""
    with as_file(files(__package__) / "translations") as folder:
        return translation("messages", folder, [name], fallback=name == "en")


def gettext(message: str) -> str:
    """Return a message in the language of the request."""
    return translations(language()).gettext(message)


def to_translate(message: str) -> str:
    """Return a message as it is; it is translated where it is shown."""
    return message


def spoken(*texts: str) -> dict[str, str | None]:
    """Return the attribute that says in which language, other than the page's, a screen reader reads a text.

    It is told by the first of the texts that is surely in one: a few words by the sentence that they stand in.
    """
    told = next(filter(None, map(language_code, texts)), None)
    return {"lang": None if told == language() else told}


def number(value: int) -> str:
    """Return a whole number as the language writes it."""
    return _marked(f"{value:,}")


def decimal(value: float) -> str:
    """Return a number with two decimals as the language writes it."""
    return _marked(f"{value:,.{_DECIMALS}f}")


def signed(value: float) -> str:
    """Return a number with two decimals and its sign as the language writes it."""
    return _marked(f"{value:+,.{_DECIMALS}f}")


def _marked(written: str) -> str:
    return written.translate(str.maketrans(",.", _MARKS[language()]))
