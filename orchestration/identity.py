"""What an observation is called, for good: the same through edits elsewhere, reordered files and rebuilds."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from orchestration.extraction.model import Observation


def observation_ids(bulletin_id: str, text: str, observations: Sequence[Observation]) -> list[str]:
    """Identities that an edit elsewhere leaves as they are: of the sentence, the number, and which of its kind."""
    seen: Counter[tuple[str, str]] = Counter()
    ids = [""] * len(observations)
    for index in sorted(range(len(observations)), key=lambda index: observations[index].char_start):
        found = observations[index]
        sentence = " ".join(text[found.evidence_start : found.evidence_end].split())
        number = text[found.char_start : found.char_end]
        seen[sentence, number] += 1
        key = "|".join((bulletin_id, sentence, number, str(seen[sentence, number])))
        ids[index] = "o_" + hashlib.sha256(key.encode()).hexdigest()[:16]
    return ids
