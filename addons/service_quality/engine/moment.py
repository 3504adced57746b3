"""Moments: the bridge between Odoo's naive UTC datetimes and the engine's whole seconds."""

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta

_EPOCH = datetime(1970, 1, 1)
_SECOND = timedelta(seconds=1)


def to_epoch(moment: datetime) -> int:
    """Seconds since 1970 of a naive UTC datetime, its fraction cut off."""
    return (moment - _EPOCH) // _SECOND


def from_epoch(seconds: int | None) -> datetime | None:
    """The naive UTC datetime of seconds since 1970; None stays None."""
    return None if seconds is None else _EPOCH + timedelta(seconds=seconds)


@dataclass(eq=False, slots=True)
class At:
    """The moment at which something happened, to be handed down in a context.

    A class of its own, because a context can be sent by a client: JSON has no
    way to make one of these, so nobody can date own work over the network.
    Two of them are never equal; whoever plays back a history moves one on
    instead of making a context, and so an environment, per event.
    ``automatic``: a machine did it, such as an autoresponder. ``bulk``: it went
    to many, such as a mailing list; nobody waits for an answer of ours.
    ``agenda``: where a history is played back, the moments at which something
    of it falls due, as a heap; None in live use, where a sweep finds them.
    """

    moment: datetime
    automatic: bool = False
    bulk: bool = False
    agenda: list[datetime] | None = None

    @classmethod
    def of(cls, context) -> "At | None":
        """The moment that a context hands down under ``service_at``; what a client sends is none."""
        at = context.get("service_at")
        return at if isinstance(at, cls) else None

    @classmethod
    def of_history(cls, context) -> "At | None":
        """The moment of a history that is played back, else none: a delayed mail is no history."""
        at = cls.of(context)
        return at if at and at.is_history else None

    @property
    def is_history(self) -> bool:
        """Whether a history is played back, of which nobody is told today."""
        return self.agenda is not None

    def remember(self, moments):
        """Something of the history falls due then; None is no moment."""
        if self.is_history:
            for moment in filter(None, moments):
                heapq.heappush(self.agenda, moment)

    def next_due(self) -> datetime | None:
        """No part of the history falls due earlier than this."""
        return self.agenda[0] if self.agenda else None

    def forget_before(self, moment):
        """All that fell due before a moment is done."""
        while self.agenda and self.agenda[0] < moment:
            heapq.heappop(self.agenda)
