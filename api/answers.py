"""Answers kept for the next person who asks the same; safe to share by threads."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cachetools import LRUCache

if TYPE_CHECKING:
    from api.plan_request import PlanRequest
    from api.planning import PlanAnswer


class AnswerCache:
    """The answers used last, by request; those of one network only."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._answers: LRUCache[PlanRequest, PlanAnswer] = LRUCache(max(size, 1))
        self._lock = threading.Lock()

    def get(self, request: PlanRequest) -> PlanAnswer | None:
        """Return the answer to an equal request, if it is kept."""
        with self._lock:
            return self._answers.get(request)

    def keep(self, answer: PlanAnswer) -> None:
        """Keep an answer in place of the one unused for longest."""
        if self._size:
            with self._lock:
                self._answers[answer.request] = answer
