"""What several test files share: a chatbot over the bundled document."""

import pytest
from hypothesis import settings

from bot import Settings, create_chatbot

settings.register_profile("quoth", deadline=None)  # a busy machine is no failure
settings.load_profile("quoth")


@pytest.fixture(scope="module")
def chatbot(tmp_path_factory):
    """A chatbot in a new data directory, where the bundled document answers."""
    made = create_chatbot(Settings.load(data=tmp_path_factory.mktemp("data")))
    yield made
    made.close()
