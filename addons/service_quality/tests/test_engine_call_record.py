import doctest
import unittest
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ..engine import phone_number
from ..engine.call_record import RecordError, detect_columns, read_record
from ..engine.phone_number import same_number, search_key

NOW = datetime(2026, 3, 2, 8, 0, 0)


class TestPhoneNumber(unittest.TestCase):
    def test_doctests(self):
        self.assertEqual(doctest.testmod(phone_number).failed, 0)

    def test_notations_of_one_number(self):
        notations = (
            "+86 138 1234 5678",
            "0086-138-1234-5678",
            "13812345678",
            "013812345678",
            "＋86（138）12345678",
            "8613812345678",
        )
        for one in notations:
            for other in notations:
                self.assertTrue(same_number(one, other), (one, other))
                self.assertEqual(search_key(one), search_key(other))

    def test_trunk_zero_brackets_and_extensions(self):
        self.assertTrue(same_number("+44 (0)20 7946 0018", "020 7946 0018"))
        self.assertTrue(same_number("+32 470 12 34 56", "0470/12.34.56"))
        self.assertTrue(same_number("010-87654321转8", "+86 10 8765 4321 ext. 12"))

    def test_other_numbers(self):
        for one, other in (
            ("13812345678", "13812345679"),
            ("+86 13812345678", "+32 13812345678"),
            ("8001", "8002"),
            ("8001", "13812348001"),
            ("", ""),
            (None, "anonymous"),
        ):
            self.assertFalse(same_number(one, other), (one, other))


class TestCallRecord(unittest.TestCase):
    def read(self, zone=None, **values):
        return read_record(values, NOW, zone)

    def problem(self, zone=None, **values):
        with self.assertRaises(RecordError) as caught:
            self.read(zone, **values)
        return caught.exception.problem

    def test_offsets(self):
        expected = {"start": datetime(2026, 3, 2, 7, 30)}
        for text in ("2026-03-02T15:30:00+08:00", "2026-03-02T07:30:00Z", "2026-03-02 07:30:00.9+00:00"):
            self.assertEqual(self.read(start=text), expected)
        for text in ("2026-03-02 15:30:00", "2026/3/2 15:30:00", "2026/03/02 15:30", datetime(2026, 3, 2, 15, 30)):
            self.assertEqual(self.read(ZoneInfo("Asia/Shanghai"), start=text), expected)
            self.assertEqual(self.problem(start=text), "no_offset")

    def test_moments_that_cannot_be(self):
        for value in (
            "yesterday",
            "2026-02-30T08:00:00Z",
            5,
            True,
            ["2026"],
            "2026-03-01",
            "0001-01-01T00:00:00+14:00",
        ):
            self.assertEqual(self.problem(start=value), "moment", value)
        self.assertEqual(self.problem(start="1999-12-31T00:00:00Z"), "too_old")
        self.assertEqual(self.problem(start="2026-03-02T08:06:00Z"), "future")
        # The telephone system's clock is a little ahead
        self.assertEqual(self.read(start="2026-03-02T08:04:00Z"), {"start": NOW})

    def test_order(self):
        start = "2026-03-02T07:00:00Z"
        self.assertEqual(self.problem(start=start, answered="2026-03-02T06:59:59Z"), "order")
        self.assertEqual(self.problem(start=start, abandoned="2026-03-02T06:59:59Z"), "order")
        self.assertEqual(self.problem(answered=start, ended="2026-03-02T06:59:59Z"), "order")
        self.assertEqual(self.problem(answered=start, abandoned=start), "both")

    def test_durations_and_results_become_moments(self):
        start = NOW - timedelta(hours=1)
        base = {"start": "2026-03-02T07:00:00Z"}
        second = timedelta(seconds=1)
        for values, expected in (
            ({"waiting": 12, "talking": "1:30"}, {"answered": start + 12 * second, "ended": start + 102 * second}),
            ({"waiting": "00:00:12", "result": "Answered"}, {"answered": start + 12 * second}),
            ({"waiting": 12.0, "result": "未接"}, {"abandoned": start + 12 * second}),
            ({"waiting": 12, "talking": 0}, {"abandoned": start + 12 * second}),
            ({"ended": "2026-03-02T07:00:09Z"}, {"abandoned": start + 9 * second}),
            ({"ended": "2026-03-02T07:00:09Z", "result": "NO_ANSWER"}, {"abandoned": start + 9 * second}),
        ):
            self.assertEqual(self.read(**base, **values), {"start": start, **expected}, values)
        self.assertEqual(self.problem(waiting=3), "no_start")
        self.assertEqual(self.problem(**base, result="answered"), "no_answered")
        self.assertEqual(self.problem(**base, result="abandoned"), "no_abandoned")
        for value in ("soon", -1, "1e99", "nan"):
            self.assertEqual(self.problem(**base, waiting=value), "duration")

    def test_words_and_texts(self):
        self.assertEqual(
            self.read(medium="电话", direction="Inbound", number=8001.0, agent=" amy ", note=None, team=""),
            {"medium": "phone", "direction": "in", "number": "8001", "agent": "amy"},
        )
        self.assertEqual(self.problem(medium="pigeon"), "word")
        self.assertEqual(self.problem(number={"a": 1}), "text")
        self.assertEqual(self.problem(colour="red"), "unknown_field")
        with self.assertRaises(RecordError):
            read_record("text", NOW)

    def test_columns(self):
        self.assertEqual(
            detect_columns(["Start Time", "answer_time", "Caller ID", "Agent", "Colour", None, "start"]),
            ["start", "answered", "number", "agent", None, None, None],
        )
        self.assertEqual(
            detect_columns(["振铃开始", "接听时间", "主叫号码", "坐席", "队列", "通话时长"]),
            ["start", "answered", "number", "agent", "team", "talking"],
        )
