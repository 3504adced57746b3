"""Call records: what telephone systems and their files say about a call, as checked values."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

from dateutil.parser import isoparse

MEDIA = ("phone", "chat", "visit", "counter")
TEXTS = ("external_id", "number", "agent", "team", "channel", "ticket", "subject", "note")
MOMENTS = ("start", "answered", "ended", "abandoned")
DURATIONS = ("waiting", "talking")
FIELDS = (*MOMENTS, *DURATIONS, "result", "medium", "direction", *TEXTS)

# A telephone system's clock may be ahead of ours
_TOLERANCE = timedelta(minutes=5)
_OLDEST = datetime(2000, 1, 1)
_LONGEST = 7 * 24 * 3600

_WORDS = {
    "result": {
        "answered": (
            "answered",
            "answer",
            "connected",
            "ok",
            "yes",
            "completed",
            "接通",
            "已接",
            "已接听",
            "已接通",
            "应答",
            "成功",
        ),
        "abandoned": (
            *(
                "abandoned",
                "abandon",
                "missed",
                "no answer",
                "noanswer",
                "unanswered",
                "busy",
                "failed",
                "cancelled",
                "canceled",
                "no",
            ),
            *("放弃", "已放弃", "未接", "未接听", "未接通", "呼损", "无应答", "挂断", "失败"),
        ),
    },
    "medium": {
        "phone": ("phone", "call", "telephone", "voice", "电话", "来电", "语音"),
        "chat": ("chat", "web chat", "webchat", "online", "im", "在线", "聊天", "在线聊天", "在线客服"),
        "visit": ("visit", "on site", "onsite", "上门", "来访", "现场"),
        "counter": ("counter", "desk", "front desk", "柜台", "前台"),
    },
    "direction": {
        "in": ("in", "inbound", "incoming", "呼入", "来电", "入"),
        "out": ("out", "outbound", "outgoing", "呼出", "去电", "外呼", "出"),
    },
}
_HEADERS = {
    "external_id": (
        "external id",
        "id",
        "call id",
        "uniqueid",
        "unique id",
        "callid",
        "编号",
        "通话编号",
        "通话id",
        "流水号",
        "呼叫编号",
    ),
    "start": (
        "start",
        "ring start",
        "start time",
        "call date",
        "calldate",
        "date",
        "time",
        "queue start",
        "开始",
        "振铃开始",
        "开始时间",
        "呼叫时间",
        "来电时间",
        "进线时间",
        "时间",
    ),
    "answered": ("answered", "answer", "answer time", "answered at", "接听", "接听时间", "接通时间", "应答时间"),
    "ended": ("ended", "end", "end time", "hangup", "hangup time", "结束", "结束时间", "挂机时间", "挂断时间"),
    "abandoned": ("abandoned", "abandoned at", "abandon time", "放弃", "放弃时间"),
    "waiting": (
        "waiting",
        "wait",
        "waiting time",
        "wait time",
        "ring time",
        "queue time",
        "等待",
        "等待时长",
        "等待时间",
        "振铃时长",
        "排队时长",
    ),
    "talking": (
        "talking",
        "talk",
        "talk time",
        "talking time",
        "billsec",
        "duration",
        "call duration",
        "通话",
        "通话时长",
        "时长",
    ),
    "result": ("result", "status", "disposition", "outcome", "结果", "状态", "通话结果", "接听状态"),
    "medium": ("medium", "kind", "type", "contact kind", "方式", "联络方式", "类型"),
    "direction": ("direction", "方向", "呼叫方向", "呼叫类型"),
    "number": (
        "number",
        "caller",
        "caller number",
        "caller id",
        "phone",
        "phone number",
        "src",
        "from",
        "号码",
        "来电号码",
        "主叫",
        "主叫号码",
        "客户号码",
        "电话号码",
        "电话",
    ),
    "agent": (
        "agent",
        "agent login",
        "extension",
        "user",
        "operator",
        "坐席",
        "座席",
        "客服",
        "分机",
        "分机号",
        "工号",
        "接听人",
    ),
    "team": ("team", "queue", "skill group", "group", "团队", "队列", "技能组", "班组"),
    "channel": ("channel", "line", "hotline", "渠道", "线路", "热线"),
    "ticket": ("ticket", "ticket number", "case", "工单", "工单号", "工单编号"),
    "subject": ("subject", "title", "topic", "主题", "标题", "事由"),
    "note": ("note", "notes", "remark", "comment", "备注", "说明"),
}
_FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y.%m.%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M")
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,3}):([0-5]\d)(?:\.\d+)?")


class RecordError(ValueError):
    """A value that cannot be used: which ``problem``, of which ``field``, with which ``value``."""

    def __init__(self, problem: str, field: str = "", value: object = ""):
        super().__init__(f"{problem}: {field} {value}")
        self.problem, self.field, self.value = problem, field, value


@dataclass(frozen=True)
class _Reader:
    zone: tzinfo | None
    now: datetime

    def moment(self, field: str, value: object) -> datetime:
        """Naive UTC, whole seconds."""
        moment = value if isinstance(value, datetime) else _parse_moment(field, value)
        if moment.tzinfo is None:
            if self.zone is None:
                raise RecordError("no_offset", field, value)
            moment = moment.replace(tzinfo=self.zone)
        try:
            moment = moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
        except OverflowError as error:
            raise RecordError("moment", field, value) from error
        if moment < _OLDEST:
            raise RecordError("too_old", field, value)
        if moment > self.now + _TOLERANCE:
            raise RecordError("future", field, value)
        return min(moment, self.now)


def read_record(values: Mapping[str, Any], now: datetime, zone: tzinfo | None = None) -> dict[str, Any]:
    """The values of one call, checked: moments as naive UTC datetimes, texts, words as keys.

    Only what the record says is in the result; ``waiting``, ``talking`` and ``result`` become moments.

    :param now: naive UTC; a moment later than a few minutes after it is refused
    :param zone: of moments without offset; None refuses them
    :raises RecordError: for the first value that cannot be used
    """
    if not isinstance(values, Mapping):
        raise RecordError("no_record", value=values)
    for field in values:
        if field not in FIELDS:
            raise RecordError("unknown_field", str(field))
    given = {
        field: value for field, value in values.items() if value is not None and value != "" and value is not False
    }
    reader = _Reader(zone, now)
    result: dict[str, Any] = {field: reader.moment(field, given[field]) for field in MOMENTS if field in given}
    result |= {field: _text(field, given[field]) for field in TEXTS if field in given}
    words = {field: _word(field, given[field]) for field in _WORDS if field in given}
    durations = {field: _seconds(field, given[field]) for field in DURATIONS if field in given}
    _derive(result, durations, words.pop("result", None), now)
    check_order(result)
    return result | words


def check_order(moments: Mapping[str, Any]) -> None:
    """Refuse moments that cannot have happened in this order.

    :raises RecordError: ``order`` or ``both``
    """
    start, answered, ended, abandoned = (moments.get(name) for name in MOMENTS)
    if answered and abandoned:
        raise RecordError("both", "abandoned", abandoned)
    for field, earlier, later in (
        ("answered", start, answered),
        ("abandoned", start, abandoned),
        ("ended", answered or start, ended),
    ):
        if earlier and later and later < earlier:
            raise RecordError("order", field, later)


def detect_columns(headers: Iterable[object]) -> list[str | None]:
    """The field that each column of a file holds, by its usual English and Chinese names; each field once."""
    found: list[str | None] = []
    for header in headers:
        name = _plain(header)
        field = next((field for field, names in _HEADERS.items() if name in names and field not in found), None)
        found.append(field)
    return found


def _derive(result: dict[str, Any], durations: Mapping[str, int], outcome: str | None, now: datetime) -> None:
    """Turn durations and outcome into moments, in place."""
    start, waiting, talking = result.get("start"), durations.get("waiting"), durations.get("talking")
    waited = start and waiting is not None and start + timedelta(seconds=waiting)
    if durations and not start:
        raise RecordError("no_start", "start")
    if outcome is None and not result.keys() & {"answered", "abandoned"}:
        outcome = "answered" if talking else "abandoned" if result.get("ended") or waited else None
    if outcome == "answered":
        if not result.get("answered"):
            if not waited:
                raise RecordError("no_answered", "answered")
            result["answered"] = min(waited, now)
    elif outcome == "abandoned":
        end = result.get("abandoned") or result.pop("ended", None) or waited
        if not end:
            raise RecordError("no_abandoned", "abandoned")
        result.pop("ended", None)
        result["abandoned"] = min(end, now)
    if talking and result.get("answered") and not result.get("ended"):
        result["ended"] = min(result["answered"] + timedelta(seconds=talking), now)


def _parse_moment(field: str, value: object) -> datetime:
    text = unicodedata.normalize("NFKC", str(value)).strip()
    # A date alone is no moment: a call would seem to have come at midnight
    if isinstance(value, str) and ":" in text:
        try:
            return isoparse(text)
        except ValueError:
            pass
        for form in _FORMATS:
            try:
                return datetime.strptime(text, form)
            except ValueError:
                continue
    raise RecordError("moment", field, value)


def _seconds(field: str, value: object) -> int:
    """A duration in seconds: a number, ``mm:ss`` or ``h:mm:ss``."""
    text = str(value).strip()
    if found := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        result = float(hours * 3600 + minutes * 60 + seconds)
    else:
        try:
            result = float(text)
        except ValueError as error:
            raise RecordError("duration", field, value) from error
    if not 0 <= result <= _LONGEST:
        raise RecordError("duration", field, value)
    return int(result)


def _text(field: str, value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (Mapping, list, tuple)):
        raise RecordError("text", field, value)
    return str(value).replace("\x00", "").strip()


def _word(field: str, value: object) -> str:
    name = _plain(value)
    for key, names in _WORDS[field].items():
        if name in names:
            return key
    raise RecordError("word", field, value)


def _plain(value: object) -> str:
    text = unicodedata.normalize("NFKC", str(value or "")).strip().lower()
    return re.sub(r"[\s_\-.:]+", " ", text).strip()
