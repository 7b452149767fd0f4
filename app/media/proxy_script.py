# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs a proxy auto-config script for one address, in the process of ``decoder.py`` and nowhere else.

The engine has no files, no network and no clock of its own here: names the script wants to resolve are answered by the
caller, one after the other, and the script starts anew with each answer (``need``). The functions are those of
https://developer.mozilla.org/docs/Web/HTTP/Guides/Proxy_servers_and_tunneling/Proxy_Auto-Configuration_PAC_file and
their variants for IPv6 ("Ex").
"""

from __future__ import annotations

import ipaddress
import time
from typing import Any

MEMORY = 64 * 1024 * 1024
STACK = 256 * 1024
MAX_RESULT = 4096  # characters
MINE = "*"
"""``need``: the addresses of this computer."""
_DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


class Unknown(Exception):
    """A name has to be resolved first."""


class Functions:
    """What a script may call.

    ``answers``: the addresses of names, none for one that does not exist; ``mine``: the addresses of this computer,
    None if they are not known yet; ``now``: seconds since 1970; ``offset``: seconds of the local time before UTC.
    """

    def __init__(self, answers: dict[str, list[str]], mine: list[str] | None, now: float, offset: float) -> None:
        self._answers = answers
        self._mine = mine
        self._now = now
        self._offset = offset
        self.need: str | None = None

    def all(self) -> dict[str, Any]:
        """By the names that scripts know."""
        return {
            "isPlainHostName": lambda host="", *_: "." not in str(host) and ":" not in str(host),
            "dnsDomainIs": lambda host="", domain="", *_: str(host).lower().endswith(str(domain).lower()),
            "localHostOrDomainIs": self.local_host_or_domain_is,
            "isResolvable": lambda host="", *_: bool(self._four(host)),
            "isResolvableEx": lambda host="", *_: bool(self._resolve(host)),
            "dnsResolve": lambda host="", *_: next(iter(self._four(host)), None),
            "dnsResolveEx": lambda host="", *_: ";".join(self._resolve(host)),
            "myIpAddress": lambda *_: next((one for one in self._own() if ":" not in one), "127.0.0.1"),
            "myIpAddressEx": lambda *_: ";".join(self._own()),
            "convert_addr": lambda text="", *_: int(four) if (four := _address(text, 4)) is not None else 0,
            "dnsDomainLevels": lambda host="", *_: str(host).count("."),
            "isInNet": self.is_in_net,
            "isInNetEx": self.is_in_net_ex,
            "sortIpAddressList": lambda text="", *_: sort_addresses(str(text)),
            "shExpMatch": lambda text="", pattern="", *_: matches(str(text), str(pattern)),
            "weekdayRange": self.weekday_range,
            "dateRange": self.date_range,
            "timeRange": self.time_range,
            "getClientVersion": lambda *_: "1.0",
            "alert": lambda *_: None,
        }

    # -- names and addresses

    def _resolve(self, host: Any) -> list[str]:
        name = str(host).strip().lower()
        literal = _address(name)
        if literal is not None:
            return [str(literal)]
        if name not in self._answers:
            if self.need is None:
                self.need = name[:255]
            raise Unknown
        return self._answers[name]

    def _own(self) -> list[str]:
        if self._mine is None:
            self.need = self.need or MINE
            raise Unknown
        return self._mine

    def _four(self, host: Any) -> list[str]:
        return [one for one in self._resolve(host) if ":" not in one]

    @staticmethod
    def local_host_or_domain_is(host: Any = "", domain: Any = "", *_: Any) -> bool:
        name, full = str(host).lower(), str(domain).lower()
        return name == full or ("." not in name and full.startswith(name + "."))

    def is_in_net(self, host: Any = "", pattern: Any = "", mask: Any = "", *_: Any) -> bool:
        net, bits = _address(pattern, 4), _address(mask, 4)
        found = next(iter(self._four(host)), None)
        if net is None or bits is None or found is None:
            return False
        return int(ipaddress.IPv4Address(found)) & int(bits) == int(net) & int(bits)

    def is_in_net_ex(self, host: Any = "", prefix: Any = "", *_: Any) -> bool:
        nets = []
        for text in str(prefix).split(";"):
            try:
                nets.append(ipaddress.ip_network(text.strip(), strict=False))
            except ValueError:
                continue
        found = [ipaddress.ip_address(one) for one in self._resolve(host)]
        return any(one in net for net in nets for one in found)

    # -- time

    def _clock(self, arguments: tuple[Any, ...]) -> tuple[time.struct_time, list[Any]]:
        """The time to compare with, and the arguments without "GMT" and what was left out."""
        rest = [value for value in arguments if value is not None]
        if rest and str(rest[-1]).upper() == "GMT":
            return time.gmtime(self._now), rest[:-1]
        return time.gmtime(self._now + self._offset), rest

    def weekday_range(self, *arguments: Any) -> bool:
        now, days = self._clock(arguments)
        numbers = [_DAYS.index(str(day).upper()) for day in days[:2]]
        return bool(numbers) and _between(numbers[0], now.tm_wday, numbers[-1])

    def date_range(self, *arguments: Any) -> bool:
        """Days, months and years: one date, or the first and the last one."""
        now, parts = self._clock(arguments)
        date = {"y": now.tm_year, "m": now.tm_mon, "d": now.tm_mday}
        read = [_date_part(part) for part in parts[:6]]
        half = len(read) // 2
        first, last = read[:half], read[half:]
        if not read:
            return False
        if not first or [kind for kind, _ in first] != [kind for kind, _ in last]:
            return all(date[kind] == number for kind, number in read)
        order = sorted((kind for kind, _ in first), key="ymd".index)
        begin, end = dict(first), dict(last)
        low, high = tuple(begin[kind] for kind in order), tuple(end[kind] for kind in order)
        return _between(low, tuple(date[kind] for kind in order), high, wraps="y" not in order)

    def time_range(self, *arguments: Any) -> bool:
        """Hours; hours and minutes; hours, minutes and seconds: one hour, or the first and the last moment."""
        now, parts = self._clock(arguments)
        numbers = [int(part) for part in parts[:6]]
        if len(numbers) == 1:
            return now.tm_hour == numbers[0]
        if len(numbers) not in (2, 4, 6):
            return False
        half = len(numbers) // 2
        return _between(tuple(numbers[:half]), (now.tm_hour, now.tm_min, now.tm_sec)[:half], tuple(numbers[half:]))


def _between(low: Any, value: Any, high: Any, *, wraps: bool = True) -> bool:
    if low <= high:
        return bool(low <= value <= high)
    return wraps and bool(value >= low or value <= high)


def _date_part(part: Any) -> tuple[str, int]:
    if isinstance(part, str) and part.upper() in _MONTHS:
        return "m", _MONTHS.index(part.upper()) + 1
    number = int(part)
    return ("d" if number <= 31 else "y"), number


def _address(text: Any, version: int = 0) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(str(text).strip().strip("[]"))
    except ValueError:
        return None
    return found if version in (0, found.version) else None


def sort_addresses(text: str) -> str | bool:
    """IPv6 before IPv4, each in ascending order. False if one of them is none."""
    found = [_address(one) for one in text.split(";") if one.strip()]
    sound = [one for one in found if one is not None]
    if not sound or len(sound) != len(found):
        return False
    return ";".join(str(one) for one in sorted(sound, key=lambda one: (-one.version, int(one))))


def matches(text: str, pattern: str) -> bool:
    """A shell pattern with * and ?, in time that does not explode."""
    at = place = 0
    star, mark = -1, 0
    while at < len(text):
        if place < len(pattern) and (pattern[place] == "?" or (pattern[place] != "*" and pattern[place] == text[at])):
            at += 1
            place += 1
        elif place < len(pattern) and pattern[place] == "*":
            star, mark = place, at
            place += 1
        elif star >= 0:
            mark += 1
            at, place = mark, star + 1
        else:
            return False
    return all(sign == "*" for sign in pattern[place:])


def find(data: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """``result``: what the script says; ``need``: a name to resolve first; ``fault``: why there is no result.

    ``data``: the script. ``request``: ``url`` and ``host`` to ask for, the values of ``Functions``.
    """
    import json

    import quickjs

    functions = Functions(
        json.loads(request["answers"]), json.loads(request["mine"]), float(request["now"]), float(request["offset"])
    )
    context = quickjs.Context()
    context.set_memory_limit(MEMORY)
    context.set_max_stack_size(STACK)
    for name, function in functions.all().items():
        context.add_callable(name, function)
    try:
        context.eval(data.decode("utf-8", "replace").removeprefix("\ufeff"))
        name = str(context.eval("typeof FindProxyForURL === 'function' ? 'FindProxyForURL' : 'FindProxyForURLEx'"))
        if context.eval(f"typeof {name} !== 'function'"):
            return {"fault": "no function FindProxyForURL"}, []
        result = context.get(name)(str(request["url"]), str(request["host"]))
    except Exception as error:  # what the script does wrong, or an answer that it needs
        if functions.need is not None:
            return {"need": functions.need}, []
        return {"fault": str(error).partition("\n")[0][:200] or type(error).__name__}, []
    if functions.need is not None:  # the script swallowed what stopped it
        return {"need": functions.need}, []
    if not isinstance(result, str) or len(result) > MAX_RESULT:
        return {"fault": "the result is no text"}, []
    return {"result": result}, []


OPERATIONS = {"find": find}


def warm_up() -> None:
    """Load everything: afterwards no file can be opened."""
    request = {"answers": "{}", "mine": "[]", "now": 0, "offset": 0, "url": "https://x/", "host": "x"}
    find(b"function FindProxyForURL(url, host) { return 'DIRECT' }", request)
