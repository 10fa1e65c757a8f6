"""Words that go together in questions and their answering sentences ("where" … "located", "wrote" … "author").

Learned once from question–sentence pairs with IBM's first translation model (Brown et al. 1993), as used for
finding answers by Murdock and Croft (2005); shipped as `associations.json`.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("associations.json")
_PASSES, _LEAST, _TOPICS = 5, 0.01, 5


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    """Return question term -> {sentence term: probability}."""
    table: dict[str, dict[str, float]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return table


def association(asked: str, sentence: frozenset[str]) -> float:
    """Return how strongly a sentence's terms suggest a question's term that is not among them, 0 to 1."""
    row = _table().get(asked)
    return math.sqrt(max(map(row.__getitem__, row.keys() & sentence), default=0.0)) if row else 0.0


def learn(pairs: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> dict[str, dict[str, float]]:
    """Return the table learned from (topic, a question's terms, its answering sentence's terms).

    t(q | s) is estimated over the terms that the pair does not share, with an empty word that takes what
    nothing explains. Kept are pairs met in five topics: what goes together in one topic only is knowledge
    of that topic, not of the language.
    """
    kept = [(topic, sorted(set(q) - set(s)), [*sorted(set(s) - set(q)), ""]) for topic, q, s in pairs]
    seen = Counter(term for _, _, s in kept for term in s)
    topics: dict[tuple[str, str], set[str]] = defaultdict(set)
    for topic, q, s in kept:
        for source in s:
            for target in q:
                topics[source, target].add(topic)
    general = {pair for pair, where in topics.items() if len(where) >= _TOPICS or pair[0] == ""}
    probability = dict.fromkeys(general, 1.0)
    for _ in range(_PASSES):
        counts: defaultdict[tuple[str, str], float] = defaultdict(float)
        for _, q, s in kept:
            for target in q:
                explained = [(source, target) for source in s if (source, target) in general]
                total = sum(probability[pair] for pair in explained)
                for pair in explained:
                    counts[pair] += probability[pair] / total
        probability = {pair: counts.get(pair, 0.0) / seen[pair[0]] + 1e-12 for pair in general}
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for (source, target), strength in sorted(probability.items()):
        if source and strength >= _LEAST:
            table[target][source] = round(strength, 3)
    return {target: table[target] for target in sorted(table)}
