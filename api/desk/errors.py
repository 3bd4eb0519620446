"""What the desk refuses on purpose; one sentence for whoever reads it, in their language."""

from __future__ import annotations

import json

from api.words import _


class DeskError(Exception):
    """A command of the desk cannot be carried out: a French sentence and the values in it.

    It is worded when it is read, so that one that was kept is read in any language.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        """Return the sentence in the reader's language."""
        return _(self.sentence, **self.values)

    def kept(self) -> str:
        """Return the error as a text from which `restored` makes it again."""
        return json.dumps([self.sentence, self.values], ensure_ascii=False, default=str)

    @classmethod
    def restored(cls, text: str) -> DeskError:
        """Return an error that was kept; one of before sentences were kept is read as it stands."""
        if not text.startswith("["):
            return cls(text)
        sentence, values = json.loads(text)
        return cls(sentence, **values)


class UnknownHereError(DeskError):
    """No feed, version, decision or token is called so."""


class TooLargeError(DeskError):
    """A file is larger than the desk takes."""


class NoRoomError(DeskError):
    """The quota of a feed, or the disk, has no room for a file."""
