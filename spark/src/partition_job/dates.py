"""Moments as microseconds since 1970, in UTC; days as YYYY-MM-DD."""

from __future__ import annotations

import datetime
import re

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?",
    re.ASCII,
)
_EPOCH = datetime.date(1970, 1, 1).toordinal()
DAY_MICROS = 86_400_000_000
_FIRST = (1 - _EPOCH) * DAY_MICROS
_END = (datetime.date.max.toordinal() + 1 - _EPOCH) * DAY_MICROS

_to_date = datetime.date
_match = _MOMENT.fullmatch


def moment_of(text: str) -> int | None:
    """2019-07-03T21:04:05.1234567-03:00; without a zone UTC, without a time midnight, digits beyond the sixth cut off.
    None where the text names no moment: a day or an hour that does not exist is none."""
    found = _match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, zone_hour, zone_minute = found.groups()
    try:
        moment = (_to_date(int(year), int(month), int(day)).toordinal() - _EPOCH) * DAY_MICROS
    except ValueError:
        return None
    if hour is not None:
        hours, minutes, seconds = int(hour), int(minute), int(second or 0)
        if hours > 23 or minutes > 59 or seconds > 59:
            return None
        moment += ((hours * 60 + minutes) * 60 + seconds) * 1_000_000
        if fraction is not None:
            moment += int(fraction[:6].ljust(6, "0"))
        if sign is not None:
            away_hours, away_minutes = int(zone_hour), int(zone_minute)
            if away_hours > 23 or away_minutes > 59:
                return None
            away = (away_hours * 60 + away_minutes) * 60_000_000
            moment += away if sign == "-" else -away
    return moment if _FIRST <= moment < _END else None


def day_of(moment: int) -> str:
    return datetime.date.fromordinal(moment // DAY_MICROS + _EPOCH).isoformat()


def is_day(text: str) -> bool:
    return len(text) == 10 and moment_of(text) is not None
