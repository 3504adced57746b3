from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ServiceCase

_LOGGER = "odoo.addons.service_quality"


@tagged("post_install", "-at_install")
class TestBrokenStandard(ServiceCase):
    """A broken standard is logged and promises nothing; it never blocks a case."""

    def _broken_condition(self, domain):
        standard = self._standard({"resolution": 1}, team_ids=[Command.set(self.team.ids)], kind="request")
        standard.flush_recordset()
        self.env.cr.execute("UPDATE service_standard SET domain = %s WHERE id = %s", (domain, standard.id))
        standard.invalidate_recordset()
        self.env.registry.clear_cache()
        return standard

    def assert_only_the_good_one_holds(self, ticket):
        self.assertEqual(self.clocks(ticket).standard_id, self.standard)
        self.assertEqual(len(self.clocks(ticket)), 5)

    def test_conditions_that_cannot_be_read_are_refused(self):
        for domain in ("[('no_such_field', '=', 1)]", "[(", "nonsense", "1", "[('name', '=')]"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._standard({"resolution": 1}, domain=domain)

    def test_conditions_that_broke_later_block_nothing(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[(",
            "1 / 0",
            "[('partner_id.name', 'nonsense', 1)]",
        ):
            standard = self._broken_condition(domain)
            with self.subTest(domain), self.assertLogs(_LOGGER, "ERROR") as logs, self.env.cr.savepoint():
                self.assert_only_the_good_one_holds(self._ticket(kind="request"))
                self.assertIn(f"Service standard {standard.id}", logs.output[0])
            standard.action_archive()

    def test_a_condition_may_ask_who_and_when(self):
        mine = self._standard(
            {"resolution": 1},
            team_ids=[Command.set(self.team.ids)],
            domain="[('create_uid', '=', uid), ('create_date', '<=', context_today().strftime('%Y-12-31'))]",
        )
        self.assertEqual(self.clock(self._ticket()).standard_id, mine)
        ticket = self.env["helpdesk.ticket"].with_user(self.manager).create(self._ticket_values())
        self.assertEqual(self.clock(ticket).standard_id, mine)

    def test_a_calendar_without_hours(self):
        calendar = self.env["resource.calendar"].create({"name": "Never"})
        calendar.attendance_ids.unlink()
        working = {"limit_value": 1, "time_basis": "working"}
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._standard({"resolution": {**working, "calendar_id": calendar.id}})
        standard = self._standard({"resolution": working}, team_ids=[Command.set(self.team.ids)], kind="request")
        self.team.service_calendar_id = calendar
        with self.assertLogs(_LOGGER, "ERROR") as logs:
            ticket = self._ticket(kind="request")
        self.assertIn(f"Service standard {standard.id}", logs.output[0])
        self.assertNotIn("resolution", self.states(ticket))
        self.assertIn("closure", self.states(ticket))

    def test_a_calendar_of_a_forgotten_time_zone(self):
        calendar = self.env["resource.calendar"].create({"name": "Somewhere"})
        self._standard({"resolution": {"limit_value": 1, "time_basis": "working"}}, sequence=0, kind="request")
        self.env.company.resource_calendar_id = calendar
        calendar.flush_recordset()
        self.env.cr.execute("UPDATE resource_calendar SET tz = 'Mars/Olympus' WHERE id = %s", (calendar.id,))
        calendar.invalidate_recordset()
        self.env.registry.clear_cache()
        with self.assertLogs(_LOGGER, "ERROR"):
            ticket = self._ticket(kind="request", team_id=False)
        self.assertEqual(self.clock(ticket).state, "running")
        self._move(ticket, "awaiting")
        self._move(ticket, "done")
        self.assertEqual(self.clock(ticket).result, "met")

    def test_limits_beyond_all_reason(self):
        for unit, value in (("day", 100_000), ("day", 2_000_000_000), ("hour", 2_000_000_000)):
            for basis in ("always", "working"):
                with self.subTest(unit=unit, value=value, basis=basis):
                    try:
                        with self.env.cr.savepoint():
                            target = {"limit_value": value, "limit_unit": unit, "time_basis": basis}
                            self._standard(
                                {"resolution": target}, team_ids=[Command.set(self.team.ids)], kind="request"
                            )
                    except ValidationError:
                        continue
                    with self.assertLogs(_LOGGER, "ERROR"), self.env.cr.savepoint():
                        self.assertIn("closure", self.states(self._ticket(kind="request")))

    def test_a_company_without_calendar_counts_every_hour(self):
        self.env.company.resource_calendar_id = False
        self._standard({"resolution": {"limit_value": 1, "limit_unit": "day", "time_basis": "working"}}, kind="request")
        ticket = self._ticket(kind="request", team_id=False)
        self.assertEqual((self.clock(ticket).limit_seconds, self.clock(ticket).calendar_id.id), (86400, False))

    def test_a_ticket_by_mail_is_created_whatever_the_standards_say(self):
        self._broken_condition("[('no_such_field', '=', 1)]")
        mail = "From: Who <who@example.com>\nTo: help@ours.example\nSubject: Broken\nMessage-Id: <broken-sq@example.com>\n\nHelp"
        values = {"team_id": self.team.id, "kind": "request"}
        with self.assertLogs(_LOGGER, "ERROR"):
            ticket_id = self.env["mail.thread"].message_process("helpdesk.ticket", mail, custom_values=values)
        self.assert_only_the_good_one_holds(self.env["helpdesk.ticket"].browse(ticket_id))
