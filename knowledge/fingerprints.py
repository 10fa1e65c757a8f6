"""The fingerprint of a library: what an answer was made from, so that it may be remembered and told apart."""

from collections.abc import Iterable
from hashlib import sha256

from knowledge.passages import PASSAGES
from knowledge.scoring import Scoring
from knowledge.terms import ANALYZER


def fingerprint(content_hashes: Iterable[str], scoring: Scoring) -> str:
    """Return a hash of all contents and of the rules that passages, terms and scores are made by."""
    rules = [ANALYZER, PASSAGES, *scoring.marks]
    return sha256("\0".join([*rules, *sorted(content_hashes)]).encode()).hexdigest()[:16]
