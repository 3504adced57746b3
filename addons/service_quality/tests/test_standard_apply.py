from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestStandardApply(ServiceCase):
    """Open clocks follow a later standard only when a manager applies it; what they have used and paused stays."""

    def next_version(self, hours=2, **target):
        draft = self.env["service.standard"].browse(self.standard.action_new_version()["res_id"])
        draft.target_ids.filtered(lambda t: t.metric == "resolution").write({"limit_value": hours, **target})
        self.wait(hours=1)
        draft.action_put_in_force()
        return draft.with_user(self.manager)

    def preview(self, standard):
        return (
            self.env["service.standard.apply"].with_user(self.manager).browse(standard.action_apply_to_open()["res_id"])
        )

    def line(self, wizard, ticket, metric="resolution"):
        return wizard.line_ids.filtered(lambda line: line.ticket_id == ticket and line.metric == metric)

    def test_the_preview_changes_nothing(self):
        ticket = self._ticket()
        wizard = self.preview(self.next_version())
        line = self.line(wizard, ticket)
        self.assertEqual((line.limit_before, line.limit_after), (8, 2))
        self.assertEqual((line.due_before, line.due_after), (START + 8 * HOUR, START + 2 * HOUR))
        self.assertEqual((self.clock(ticket).due, self.clock(ticket).standard_id), (START + 8 * HOUR, self.standard))

    def test_used_and_paused_time_stay(self):
        ticket = self._ticket()
        self.wait(hours=2)
        self._move(ticket, "awaiting")
        self.wait(hours=3)
        self._move(ticket, "in_progress")
        standard = self.next_version(hours=4)
        wizard = self.preview(standard)
        wizard.note = "Agreed with the council"
        wizard.action_apply()
        clock = self.clock(ticket)
        # 2 h + 1 h used, 3 h paused, 1 h left
        self.assertEqual((clock.due, clock.seconds_paused), (START + 7 * HOUR, 3 * 3600))
        self.assertEqual(
            (clock.standard_id, clock.target_id.standard_id, clock.limit_seconds), (standard, standard, 4 * 3600)
        )
        event = clock.event_ids.filtered(lambda e: e.kind == "redate")
        self.assertEqual((event.note, event.user_id), ("Agreed with the council", self.manager))
        self.assertEqual(ticket.clock_due, min(self.clocks(ticket).mapped("due")))
        self.wait(hours=1)
        self._move(ticket, "done")
        self.assertEqual((clock.result, clock.seconds_used), ("met", 4 * 3600))

    def test_a_longer_limit_and_a_paused_clock(self):
        ticket = self._ticket()
        self._move(ticket, "awaiting")
        self.preview(self.next_version(hours=10)).action_apply()
        self.wait(hours=5)
        self._move(ticket, "in_progress")
        self.assertEqual(self.clock(ticket).due, START + 16 * HOUR)

    def test_a_limit_that_is_used_up_is_due_at_once(self):
        ticket = self._ticket()
        self.wait(hours=4)
        wizard = self.preview(self.next_version(hours=2))
        self.assertTrue(self.line(wizard, ticket).late_after)
        wizard.action_apply()
        self.assertEqual(self.clock(ticket).due, START + 5 * HOUR)

    def test_what_was_missed_stays_missed(self):
        ticket = self._ticket()
        self.wait(hours=9)
        standard = self.next_version(hours=20)
        wizard = self.preview(standard)
        line = self.line(wizard, ticket)
        self.assertTrue(line.missed)
        self.assertFalse(line.chosen)
        line.chosen = True
        wizard.action_apply()
        self.assertEqual(self.clock(ticket).standard_id, self.standard)

    def test_only_the_chosen_ones(self):
        one, other = self._ticket(), self._ticket()
        standard = self.next_version()
        wizard = self.preview(standard)
        wizard.line_ids.chosen = False
        self.line(wizard, one).chosen = True
        wizard.action_apply()
        self.assertEqual(self.clock(one).standard_id, standard)
        self.assertEqual(self.clock(one, "closure").standard_id, self.standard)
        self.assertEqual(self.clock(other).standard_id, self.standard)

    def test_other_hours(self):
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        ticket = self._ticket()
        self.preview(self.next_version(hours=10, time_basis="working", calendar_id=calendar.id)).action_apply()
        clock = self.clock(ticket)
        self.assertEqual((clock.calendar_id, clock.seconds_used), (calendar, 3600))
        self.assertEqual(clock.due, calendar.plan_hours(9, START + HOUR, compute_leaves=True))

    def test_clocks_that_another_standard_holds_for_are_left(self):
        special = self._standard({"resolution": 1}, team_ids=[(6, 0, self.team.ids)], kind="request")
        ticket = self._ticket(kind="request")
        wizard = self.preview(self.next_version())
        self.assertFalse(self.line(wizard, ticket))
        self.assertEqual(self.clock(ticket).standard_id, special)

    def test_who_may(self):
        standard = self.next_version()
        for user in (self.agent, self.leader):
            with self.assertRaises(AccessError):
                standard.with_user(user).action_apply_to_open()
        with self.assertRaises(UserError):
            self.standard.with_user(self.manager).action_apply_to_open()

    def test_the_fold_can_be_rebuilt(self):
        ticket = self._ticket()
        self.preview(self.next_version(hours=4)).action_apply()
        clock = self.clock(ticket)
        before = clock.read()[0]
        clocks = self.env["service.clock"].sudo()
        clocks._fold(clocks._lock(SQL("id = %s", clock.id)))
        self.env.invalidate_all()
        self.assertEqual(clock.read()[0], before)

    def test_the_number_of_queries_does_not_grow(self):
        def queries(count):
            self.env["helpdesk.ticket"].search([]).action_archive()
            self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(count)])
            standard = self.next_version(hours=3)
            clocks = self.env["service.clock"].sudo()
            # Matching keeps the scopes of all versions in a cache
            self.env["service.standard"]._get_scopes()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            changes = clocks._find_changes(standard.sudo(), lock=True)
            clocks._apply_changes(changes, "x")
            self.standard = standard.sudo()
            self.assertEqual(len(changes), 5 * count)
            return self.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(10), queries(100))
