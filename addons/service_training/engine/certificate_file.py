"""Lines of a list of past certificates, as people keep them in spreadsheets."""

from datetime import date, datetime

HEADINGS = {
    "employee": {"employee", "name", "employee name", "员工", "姓名", "员工姓名"},
    "key": {"badge", "badge id", "e-mail", "email", "work email", "工号", "胸牌号", "邮箱", "电子邮件"},
    "course": {"course", "course code", "课程", "课程代码", "课程编码"},
    "number": {"number", "certificate", "certificate number", "编号", "证书编号", "证书号"},
    "issued": {"issued", "date", "issue date", "发证日期", "颁发日期", "日期"},
    "valid_to": {"valid to", "valid until", "expires", "有效期至", "到期日期", "到期日"},
}
NEEDED = ("course", "issued")


class LineError(Exception):
    """What is wrong with a line: a key and the value."""

    def __init__(self, reason, value=""):
        super().__init__(reason, value)
        self.reason, self.value = reason, value


def find_columns(header):
    """``{field: position}`` of the headings that are known, in English or Chinese, whatever their order."""
    columns = {}
    for position, title in enumerate(header):
        word = str(title or "").strip().lower()
        for name, titles in HEADINGS.items():
            if word in titles:
                columns.setdefault(name, position)
    return columns


def read_line(line, columns):
    """A line as ``{employee, key, course, number: text, issued, valid_to: date or None}``.

    :raises LineError: ``no_person``, ``no_course``, ``no_date``, ``bad_date`` or ``backwards``
    """
    values = {name: line[position] if position < len(line) else None for name, position in columns.items()}
    record = {name: _text(values.get(name)) for name in ("employee", "key", "course", "number")}
    if not (record["employee"] or record["key"]):
        raise LineError("no_person")
    if not record["course"]:
        raise LineError("no_course")
    record["issued"], record["valid_to"] = _day(values.get("issued")), _day(values.get("valid_to"))
    if not record["issued"]:
        raise LineError("no_date")
    if record["valid_to"] and record["valid_to"] < record["issued"]:
        raise LineError("backwards", record["valid_to"].isoformat())
    return record


def _text(value):
    # Spreadsheets keep badge numbers as floats
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() if value is not None else ""


def _day(value):
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        return None
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise LineError("bad_date", text)
