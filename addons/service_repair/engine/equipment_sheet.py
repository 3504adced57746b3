"""A workbook of equipment: headings in English or Chinese, typed cells, and what is wrong with a line."""

import io
import re
from datetime import date, datetime

from openpyxl import load_workbook

# What a column holds, its headings, and how a cell is read
COLUMNS = {
    "name": ("Name", "设备名称", "text"),
    "asset_code": ("Asset Number", "资产编号", "text"),
    "asset_kind": ("Kind", "类型", "kind"),
    "model": ("Model", "型号", "text"),
    "serial_no": ("Serial Number", "序列号", "text"),
    "category": ("Category", "设备类别", "text"),
    "department": ("Department", "部门", "text"),
    "holder": ("Holder", "保管人", "text"),
    "vendor": ("Vendor", "供应商", "text"),
    "purchase_date": ("Purchase Date", "购置日期", "day"),
    "cost": ("Cost", "购置成本", "number"),
    "check_interval": ("Checked Every (months)", "检定周期（月）", "whole"),
    "certificate": ("Certificate Number", "证书编号", "text"),
    "issued": ("Checked on", "检定日期", "day"),
    "valid_to": ("Certificate Valid to", "证书有效期至", "day"),
    "note": ("Note", "备注", "text"),
}
_KINDS = {"tool": "tool", "工具": "tool", "equipment": "equipment", "设备": "equipment"}
_DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d.%m.%Y")


class CellError(ValueError):
    """``field``, ``code`` (day, number, whole, kind) and the ``value`` that cannot be read."""

    def __init__(self, field, code, value):
        super().__init__(code)
        self.field, self.code, self.value = field, code, value


def headings(chinese: bool) -> list[str]:
    """The headings of a template, the needed one marked."""
    return [("*" if name == "name" else "") + column[1 if chinese else 0] for name, column in COLUMNS.items()]


def read_workbook(content: bytes, most: int) -> list[list]:
    """The lines of the first sheet.

    :param most: lines that are read at most, the heading included
    :raises ValueError: if there are more
    """
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    lines = []
    for row in sheet.iter_rows(values_only=True):
        lines.append(list(row))
        if len(lines) > most:
            raise ValueError(f"> {most}")
    return lines


def find_columns(header: list) -> dict[int, str]:
    """What each column holds, by its heading; unknown headings are left out."""
    names = {_plain(text): name for name, column in COLUMNS.items() for text in column[:2]}
    found: dict[int, str] = {}
    for position, cell in enumerate(header):
        name = names.get(_plain(cell))
        if name and name not in found.values():
            found[position] = name
    return found


def read_line(line: list, columns: dict[int, str]) -> dict:
    """The cells of a line that hold something, in Python's types.

    :raises CellError: for the first cell that cannot be read
    """
    values = {}
    for position, name in columns.items():
        cell = line[position] if position < len(line) else None
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        values[name] = _READERS[COLUMNS[name][2]](name, cell)
    return values


def _plain(text) -> str:
    return re.sub(r"[\s*()（）]", "", str(text or "")).casefold()


def _text(_name, cell):
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _day(name, cell):
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(str(cell).strip(), form).date()
        except ValueError:
            continue
    raise CellError(name, "day", cell)


def _number(name, cell):
    try:
        number = float(str(cell).replace(",", "").replace("，", "").strip())
    except ValueError:
        raise CellError(name, "number", cell) from None
    if not 0 <= number < 1e15:
        raise CellError(name, "number", cell)
    return number


def _whole(name, cell):
    number = _number(name, cell)
    if not number.is_integer():
        raise CellError(name, "whole", cell)
    return int(number)


def _kind(name, cell):
    kind = _KINDS.get(str(cell).strip().casefold())
    if not kind:
        raise CellError(name, "kind", cell)
    return kind


_READERS = {"text": _text, "day": _day, "number": _number, "whole": _whole, "kind": _kind}
