"""Word vectors from plain text for the first state of the word table: positive pointwise mutual information and a
truncated singular value decomposition (Levy, Goldberg & Dagan 2015). Training only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from bot.reading.vocabulary import PAD, SPECIAL, UNKNOWN, Vocabulary

WINDOW = 5
SMOOTHING = 0.75


def word_vectors(texts: Iterable[Sequence[str]], vocabulary: Vocabulary, size: int, seed: int) -> NDArray[np.float32]:
    """Return one vector a row of the vocabulary, of length about 3; rows never seen are small random ones."""
    size_in_words = len(vocabulary)
    codes, counts = _pairs(_stream(texts, vocabulary), size_in_words)
    torch.manual_seed(seed)
    left, right = codes // size_in_words, codes % size_in_words
    total = counts.sum()
    row = np.bincount(left, counts, size_in_words)
    column = np.bincount(right, counts, size_in_words) ** SMOOTHING
    pmi = np.log(np.maximum(counts * column.sum() / (row[left] * column[right] + 1e-9), 1e-9)) if total else counts
    keep = pmi > 0
    matrix = torch.sparse_coo_tensor(
        torch.from_numpy(np.stack([left[keep], right[keep]])),
        torch.from_numpy(pmi[keep].astype(np.float32)),
        (size_in_words,) * 2,
    ).coalesce()
    rank = min(size, size_in_words - 1)
    u, s, _ = torch.svd_lowrank(matrix.to_sparse_csr(), q=min(rank + 10, size_in_words), niter=3)
    vectors = np.zeros((size_in_words, size), np.float32)
    vectors[:, :rank] = (u * s.sqrt())[:, :rank].numpy()
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    noise = np.random.default_rng(seed).normal(0, 0.1, vectors.shape)
    return np.where(norms > 1e-3, 3 * vectors / np.maximum(norms, 1e-3), noise).astype(np.float32)


def _stream(texts: Iterable[Sequence[str]], vocabulary: Vocabulary) -> NDArray[np.int64]:
    rows: dict[str, int] = {}
    out: list[int] = []
    for words in texts:
        for word in words:
            row = rows.get(word)
            if row is None:
                row = rows[word] = vocabulary.row(word)
            out.append(row)
        out.extend([PAD] * WINDOW)
    return np.asarray(out, np.int64)


def _pairs(stream: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    all_codes: list[NDArray[np.int64]] = []
    all_counts: list[NDArray[np.float64]] = []
    for distance in range(1, WINDOW + 1):
        left, right = stream[:-distance], stream[distance:]
        keep = (left != PAD) & (right != PAD) & (left != UNKNOWN) & (right != UNKNOWN)
        here, times = np.unique(left[keep] * size + right[keep], return_counts=True)
        all_codes += [here, (here % size) * size + here // size]
        all_counts += [times / distance] * 2
    codes, place = np.unique(np.concatenate(all_codes), return_inverse=True)
    sums: NDArray[np.float64] = np.bincount(place.ravel(), np.concatenate(all_counts)).astype(np.float64)
    return codes, sums


def choose_words(counts: dict[str, float], limit: int, least: float) -> list[str]:
    """Return the table's words: the special rows, then the commonest words, ties in alphabetical order."""
    words = [w for w, n in counts.items() if n >= least and not w[0].isdigit() and w not in SPECIAL]
    return [*SPECIAL, *sorted(words, key=lambda w: (-counts[w], w))[: limit - len(SPECIAL)]]
