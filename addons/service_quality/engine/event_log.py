"""Event logs of other systems: CSV text in, checked events in the order in which they happened out.

A log has a line per event: case, activity, time, agent, and optionally team, priority, product, channel, subject,
customer and kind. A map says which column is which and what an activity means. A line that cannot be read refuses the whole log, with its number;
an activity without a meaning is kept as a note and counted.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .moment import to_epoch

MEANINGS = frozenset(
    {
        "open",
        "respond",
        "propose",
        "wait_customer",
        "wait_supplier",
        "wait_ours",
        "resume",
        "resolve",
        "close",
        "cancel",
        "note",
    }
)
# Names under which a column is found when the map does not say
_COLUMNS = {
    "case": ("case", "case_id", "case id", "ticket", "ticket_id", "case:concept:name", "工单", "工单号"),
    "activity": ("activity", "event", "action", "concept:name", "活动", "动作"),
    "time": ("time", "timestamp", "date", "complete timestamp", "time:timestamp", "时间"),
    "agent": ("agent", "resource", "user", "org:resource", "客服", "处理人"),
    "team": ("team", "group", "org:group", "小组", "团队"),
    "priority": ("priority", "seriousness", "优先级"),
    "product": ("product", "产品"),
    "channel": ("channel", "渠道"),
    "subject": ("subject", "title", "主题"),
    "customer": ("customer", "客户"),
    "kind": ("kind", "type", "类型"),
}
_REQUIRED = ("case", "activity", "time")
_ACTIVITIES = {
    "open": ("insert ticket", "open", "opened", "new", "create", "created", "登记", "新建"),
    "respond": (
        "take in charge ticket",
        "take in charge",
        "respond",
        "responded",
        "reply",
        "first response",
        "响应",
        "回复",
    ),
    "propose": ("preliminary solution", "propose", "proposed", "初步方案"),
    "wait_customer": ("wait", "waiting", "wait customer", "on hold", "pending", "等待客户"),
    "wait_supplier": ("require upgrade", "wait supplier", "等待供应商"),
    "wait_ours": ("create sw anomaly", "wait internal", "等待内部"),
    "resume": (
        "resume",
        "resumed",
        "resolve sw anomaly",
        "reopen",
        "reopened",
        "schedule intervention",
        "继续",
        "重新打开",
    ),
    "resolve": ("resolve ticket", "resolve", "resolved", "verified", "解决"),
    "close": ("close", "closed", "关闭"),
    "cancel": ("cancel", "cancelled", "invalid", "duplicate", "reject", "rejected", "取消"),
    "note": ("assign seriousness", "note", "comment", "备注"),
}
_KINDS = {
    "inquiry": ("inquiry", "question", "咨询"),
    "request": ("request", "service request", "服务请求"),
    "complaint": ("complaint", "投诉"),
}


class LogError(ValueError):
    """The log cannot be read; ``line`` counts from 1, the header included."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class MapError(ValueError):
    """The map cannot be used."""


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One line; ``at`` is a UTC epoch second, missing columns are empty."""

    line: int
    case: str
    activity: str
    meaning: str
    at: int
    agent: str = ""
    team: str = ""
    priority: str = ""
    product: str = ""
    channel: str = ""
    subject: str = ""
    customer: str = ""
    kind: str = ""


@dataclass(frozen=True)
class LogMap:
    """``columns`` maps our names to those of the log, ``activities`` activity names (any case) to meanings."""

    columns: Mapping[str, str] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "UTC"


@dataclass(frozen=True)
class Log:
    """Events by time, those of one second in the order of their lines."""

    events: list[LogEvent]
    cases: int
    unknown: Counter

    def ending_at(self, moment: int) -> "Log":
        """The same log, moved in time so that its last event happens at ``moment``."""
        shift = moment - self.events[-1].at if self.events else 0
        return replace(self, events=[replace(event, at=event.at + shift) for event in self.events])


def read_map(text: str) -> LogMap:
    """A map from JSON: ``{"columns": {...}, "activities": {...}, "timezone": "..."}``, each optional."""
    try:
        content = json.loads(text)
        mapping = LogMap(**content)
        ZoneInfo(mapping.timezone)
    except (ValueError, TypeError, ZoneInfoNotFoundError) as error:
        raise MapError(str(error)) from error
    for part in (mapping.columns, mapping.activities):
        if not isinstance(part, dict) or not all(isinstance(name, str) for name in part.values()):
            raise MapError('columns and activities map names to names, such as {"case": "Ticket no."}')
    if wrong := sorted(set(mapping.columns) - set(_COLUMNS)):
        raise MapError(f"unknown columns {', '.join(wrong)}; known are {', '.join(_COLUMNS)}")
    if wrong := sorted(set(mapping.activities.values()) - MEANINGS):
        raise MapError(f"unknown meanings {', '.join(wrong)}; known are {', '.join(sorted(MEANINGS))}")
    return mapping


def read_log(lines: Iterable[str], mapping: LogMap | None = None) -> Log:
    """The whole log, checked.

    :param lines: text lines, the header first
    :raises LogError: at the first line that cannot be read
    """
    mapping = mapping or LogMap()
    rows = csv.reader(lines, strict=True)
    events, number = [], 0
    try:
        header = _header(rows)
        reader = _LineReader(_positions(header, mapping), len(header), mapping)
        number = 1
        for number, row in enumerate(rows, start=2):
            if row:
                events.append(reader.read(number, row))
    except csv.Error as error:
        raise LogError(number + 1, str(error)) from error
    events.sort(key=lambda event: event.at)
    return Log(events, len({event.case for event in events}), reader.unknown)


def _header(rows: Iterable[list[str]]) -> list[str]:
    header = next(iter(rows), None)
    if not header:
        raise LogError(1, "the file is empty")
    return [name.strip().lstrip("\ufeff").lower() for name in header]


def _positions(header: list[str], mapping: LogMap) -> dict[str, int]:
    """Where each of our columns stands in a line."""
    found = {}
    for name, aliases in _COLUMNS.items():
        wanted = (mapping.columns[name].lower(),) if name in mapping.columns else aliases
        position = next((header.index(alias) for alias in wanted if alias in header), None)
        if position is not None:
            found[name] = position
        elif name in _REQUIRED or name in mapping.columns:
            raise LogError(1, f"no column for {name}: expected {' or '.join(wanted)}, found {', '.join(header)}")
    return found


class _LineReader:
    def __init__(self, positions: dict[str, int], width: int, mapping: LogMap) -> None:
        self.positions = positions
        self.width = width
        self.zone = ZoneInfo(mapping.timezone)
        self.meanings = {name: meaning for meaning, names in _ACTIVITIES.items() for name in names}
        self.meanings.update({name.lower(): meaning for name, meaning in mapping.activities.items()})
        self.kinds = {name: kind for kind, names in _KINDS.items() for name in names}
        self.unknown: Counter = Counter()

    def read(self, number: int, row: list[str]) -> LogEvent:
        if len(row) != self.width:
            raise LogError(number, f"{len(row)} columns instead of {self.width}")
        values = {name: row[position].strip() for name, position in self.positions.items()}
        for name in _REQUIRED:
            if not values[name]:
                raise LogError(number, f"no {name}")
        at = self._moment(number, values.pop("time"))
        values["kind"] = self.kinds.get(values.get("kind", "").lower(), "")
        meaning = self.meanings.get(values["activity"].lower())
        if meaning is None:
            self.unknown[values["activity"]] += 1
        return LogEvent(line=number, at=at, meaning=meaning or "note", **values)

    def _moment(self, number: int, text: str) -> int:
        try:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00").replace("/", "-"))
            aware = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
            return to_epoch(aware.astimezone(ZoneInfo("UTC")).replace(tzinfo=None))
        except (ValueError, OverflowError) as error:
            raise LogError(number, f"'{text}' is no date and time such as 2026-03-01T08:30:00+08:00") from error
