"""When a watch is due: at once, or at a time of day in a zone, daily or on one day of the week."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from config.errors import InputError

Every = Literal["now", "daily", "weekly"]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often, and when."""

    every: Every = "now"
    at: str = "08:00"  # time of day in `zone`; of "now" it says nothing
    weekday: int = 0  # 0: Monday; of "weekly" only
    zone: str = "UTC"  # name of a time zone, such as Asia/Tashkent

    def check(self) -> None:
        """Raise InputError when the time or the zone is none."""
        if re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", self.at) is None:
            raise InputError(f"{self.at!r} is not a time of day; write 08:00")
        try:
            ZoneInfo(self.zone)
        except (KeyError, OSError, ValueError):  # not there; a folder of zones; no name of a file
            raise InputError(f"{self.zone!r} is not a time zone; write Asia/Tashkent") from None

    @property
    def period(self) -> timedelta:
        """How much time lies between two digests; none where all is told at once."""
        return {"now": timedelta(0), "daily": timedelta(days=1), "weekly": timedelta(days=7)}[self.every]

    def next_after(self, now: datetime) -> datetime | None:
        """Give the first moment after *now* at which a digest is due; None where all is told at once.

        A time that the clocks leave out in spring is taken as if they had not been put forward yet, and of one that
        comes twice in autumn the first counts.

        >>> Schedule(every="daily", at="08:00", zone="Asia/Tashkent").next_after(datetime(2025, 9, 1, 4, tzinfo=UTC))
        datetime.datetime(2025, 9, 2, 3, 0, tzinfo=datetime.timezone.utc)
        """
        if self.every == "now":
            return None
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        for days in range(-1, 9):
            day = today + timedelta(days=days)
            moment = datetime.combine(day, time.fromisoformat(self.at), zone).astimezone(UTC)
            if moment > now and (self.every == "daily" or day.weekday() == self.weekday):
                return moment
        raise AssertionError("every week has each of its days")

    def due_at(self, stored: datetime | None, now: datetime) -> datetime | None:
        """Give the moment at which the next digest is due.

        A clock that ran ahead for a while leaves behind a *stored* moment that lies too far away; the schedule knows
        better.
        """
        coming = self.next_after(now)
        return coming if stored is None or coming is None else min(stored, coming)
