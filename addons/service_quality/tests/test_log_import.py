import base64
import gzip
import json
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import HOUR, START, ServiceCase

_LOG = """case,activity,time,agent,team,channel,priority
A,Insert ticket,2026-02-02 08:00:00,Ann,Log team,Phone,1
A,Take in charge ticket,2026-02-02 08:30:00,Ann,Log team,Phone,1
B,Insert ticket,2026-02-02T09:00:00+01:00,Bob,Log team,Email,3
A,Wait,2026-02-02 09:00:00,Ann,Log team,Phone,1
A,Resume,2026-02-03 09:00:00,Ann,Log team,Phone,1
A,Sing a song,2026-02-03 10:00:00,Ann,Log team,Phone,1
A,Resolve ticket,2026-02-03 11:00:00,Ann,Log team,Phone,1
A,Closed,2026-02-03 12:00:00,Ann,Log team,Phone,1
"""


@tagged("post_install", "-at_install")
class TestLogImport(ServiceCase):
    def wizard(self, content=_LOG, user=None, **values):
        content = content.encode() if isinstance(content, str) else content
        wizards = self.env["service.log.import"].with_user(user or self.manager)
        return wizards.create({"file": base64.b64encode(content), "file_name": "log.csv", **values})

    def imported(self, content=_LOG, **values):
        wizard = self.wizard(content, **values)
        wizard.action_import()
        return wizard

    def tickets(self, *names):
        return self.env["helpdesk.ticket"].search([("name", "in", names or ("A", "B"))], order="name")

    def assert_refused(self, content, *words, **values):
        before = self.env["helpdesk.ticket"].search_count([])
        for action in ("action_check", "action_import"):
            with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
                getattr(self.wizard(content, **values), action)()
            for word in words:
                self.assertIn(word, str(caught.exception))
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_cases_come_as_if_they_had_been_handled_here(self):
        wizard = self.imported()
        first, second = self.tickets()
        self.assertEqual(wizard.state, "done")
        self.assertEqual((wizard.report["cases"], wizard.report["events"]), (2, 8))
        self.assertEqual(self.clock(first).start, datetime(2026, 2, 2, 8))
        self.assertEqual(self.clock(second).start, datetime(2026, 2, 2, 8))
        response = self.clock(first, "first_response")
        self.assertEqual((response.stop, response.result), (datetime(2026, 2, 2, 8, 30), "met"))
        resolution = self.clock(first)
        self.assertEqual((resolution.result, resolution.stop), ("met", datetime(2026, 2, 3, 11)))
        self.assertIn(("pause", datetime(2026, 2, 2, 9)), self.events(resolution))
        self.assertEqual((first.stage_id.closed, first.closed_date), (True, datetime(2026, 2, 3, 12)))
        self.assertEqual((first.team_id.name, first.channel_id.name), ("Log team", "Phone"))
        self.assertIn("48", str(self.clock(second, "first_response").limit_seconds / 3600))

    def test_compressed(self):
        wizard = self.imported(gzip.compress(_LOG.encode()))
        self.assertEqual(len(self.tickets()), 2)
        self.assertTrue(wizard.report["digest"])

    def test_what_has_no_meaning_is_counted_and_kept_as_a_note(self):
        wizard = self.wizard()
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.report["unknown"]), ("checked", {"Sing a song": 1}))
        self.assertFalse(self.tickets())
        wizard.action_import()
        self.assertIn("Sing a song", wizard.report_text)
        note = self.tickets("A").message_ids.filtered(lambda message: "Sing" in message.body)
        self.assertEqual((note.date, note.subtype_id.internal), (datetime(2026, 2, 3, 10), True))

    def test_a_line_that_cannot_be_read_refuses_the_file(self):
        for line, number in (
            ("C,Closed,yesterday,Ann,,,", "10"),
            ("C,Closed", "10"),
            (",Closed,2026-02-03 12:00:00,,,,", "10"),
            ("C,,2026-02-03 12:00:00,,,,", "10"),
            ("C,Closed,2026-02-30 12:00:00,,,,", "10"),
            ("C,Closed,0001-01-01T00:00:00+08:00,,,,", "10"),
            ("C,Closed,9999-12-31T23:59:59-08:00,,,,", "10"),
            ('C,"Closed,2026-02-03 12:00:00,,,,', ""),
        ):
            with self.subTest(line):
                self.assert_refused(_LOG + line + "\n", "Nothing was imported", number)

    def test_files_that_are_no_log(self):
        broken = bytearray(gzip.compress(_LOG.encode() * 9))
        broken[30:50] = b"\0" * 20
        for content in (
            "\n",
            "just a line\n",
            "case,activity,time\n",
            '"case,activity,time\n',
            "case,activity\nA,Closed\n",
            "工单,活动\n".encode("gbk"),
            b"\xff\xfe\x00\x01",
            gzip.compress(_LOG.encode())[:40],
            b"\x1f\x8bnonsense that is not gzip at all",
            bytes(broken),
        ):
            with self.subTest(content[:30]):
                self.assert_refused(content)

    def test_nothing_chosen(self):
        with self.assertRaises(UserError):
            self.env["service.log.import"].with_user(self.manager).create({}).action_import()

    def test_a_map_names_columns_and_activities(self):
        log = "Nr;x,What,When\nA,Da,2026-02-02 08:00:00\nA,Fertig,2026-02-02 10:00:00\n"
        mapping = {
            "columns": {"case": "Nr;x", "activity": "What", "time": "When"},
            "activities": {"Da": "open", "Fertig": "resolve"},
            "timezone": "Asia/Shanghai",
        }
        self.imported(log, map_text=json.dumps(mapping))
        clock = self.clock(self.tickets("A"))
        self.assertEqual((clock.start, clock.stop), (datetime(2026, 2, 2), datetime(2026, 2, 2, 2)))

    def test_maps_that_cannot_be_used(self):
        for mapping in (
            "{",
            "[]",
            "null",
            "5",
            '{"nonsense": {}}',
            '{"columns": {"nonsense": "x"}}',
            '{"columns": []}',
            '{"columns": {"case": 5}}',
            '{"columns": {"case": "No such column"}}',
            '{"activities": {"x": "nonsense"}}',
            '{"activities": {"x": ["respond"]}}',
            '{"activities": []}',
            '{"timezone": "Mars/Olympus"}',
            '{"timezone": "../etc/passwd"}',
            '{"timezone": ""}',
            '{"timezone": 5}',
        ):
            with self.subTest(mapping):
                self.assert_refused(_LOG, map_text=mapping)

    def test_the_same_log_gives_the_same_clocks(self):
        digests = []
        for _run in range(2):
            with self.env.cr.savepoint() as savepoint:
                digests.append(self.imported().report["digest"])
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_cache()
        self.assertEqual(digests[0], digests[1])

    def test_only_managers_import(self):
        for user in (self.agent, self.leader):
            with self.assertRaises(AccessError):
                self.wizard(user=user)

    def test_live_clocks_are_left_alone(self):
        """Neither marked without telling anybody nor before their time, whatever moments the log has."""
        live = self._ticket(user_id=self.agent.id)
        self.wait(minutes=70)
        for moment in (START + HOUR * 1.1, START + timedelta(days=400)):
            line = f"C,Insert ticket,{moment.replace(microsecond=0)},,,,\n"
            try:
                with self.env.cr.savepoint():
                    self.imported(_LOG + line)
            except ValidationError:
                continue  # events of the future may be refused
            self.assertFalse([event for clock in self.clocks(live) for event in self.events(clock)], moment)

    def test_agents_may_be_made(self):
        self.imported()
        self.assertFalse(self.tickets("A").user_id)
        self.env["helpdesk.ticket"].search([("name", "in", ("A", "B"))]).sudo().unlink()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.imported(create_agents=True)
        wizard = self.imported(create_agents=True, user=self.env.ref("base.user_admin"))
        self.assertEqual(self.tickets("A").user_id.name, "Ann")
        self.assertFalse(wizard.report["missing_agents"])
