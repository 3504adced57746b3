from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import START
from .common_care import CareCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestCustomerFile(CareCase):
    """What a company knows of a customer at one look."""

    def test_a_company_and_its_people_are_one_customer(self):
        self._case_at(START - 400 * DAY)
        self._case_at(START - 10 * DAY, self.contact, kind="complaint")
        self.env["service.contact"].create(
            {"partner_id": self.contact.id, "start": START - DAY, "answered": START - DAY, "ended": START - DAY}
        )
        file = self._refresh()
        self.assertEqual((file.case_count, file.complaint_count, file.open_complaint_count), (2, 1, 1))
        self.assertEqual((file.contact_count, file.open_case_count), (1, 2))
        self.assertEqual((file.first_on, file.last_on), ((START - 400 * DAY).date(), (START - 10 * DAY).date()))
        self.assertEqual(file.last_contact_on, (START - DAY).date())
        self.assertEqual(file.standing, "active")
        self.assertEqual(file.people_ids, self.contact)
        self.assertIn("Open complaints: 1", file.risk_text)
        # From the contact the company's file opens
        action = self.contact.with_user(self.agent).action_view_service_file()
        self.assertEqual(action["res_id"], file.id)

    def test_the_figures_lead_to_what_they_count(self):
        self._case_at(START - 10 * DAY, self.contact)
        self._case_at(START - 5 * DAY, kind="complaint")
        self._case_at(START - 5 * DAY, self._partner(1), kind="complaint")
        ticket = self._case_at(START)
        self._reply(ticket)
        file = self._refresh().with_user(self.manager)
        for count, action in (
            (file.case_count, file.action_view_cases()),
            (file.complaint_count, file.action_view_complaints()),
            (file.promise_count, file.action_view_promises()),
        ):
            found = self.env[action["res_model"]].with_user(self.manager).search_count(action["domain"])
            self.assertEqual(found, count, action["res_model"])
        self.assertGreater(file.promise_count, 0)

    def test_loyalty_follows_the_formula_and_keeps_its_history(self):
        tiers = self.env["service.loyalty.tier"]
        tiers.search([]).company_id = self.env["res.company"].create({"name": "Elsewhere"})
        low, high = tiers.create([{"name": "Low", "points": 10}, {"name": "High", "points": 30}])
        for day in (800, 20):
            self._case_at(START - day * DAY)
        file = self._refresh()
        # Two whole years of 10 points, two cases of one
        self.assertEqual((file.points, file.tier_id), (22, low))
        self.assertIn("Years as a customer: 2.2, 20 points", file.points_text)
        self._refresh()
        self.assertEqual(len(file.change_ids), 1, "nothing changed")
        self._set(self._case_at(START), create_date=START - 1200 * DAY)
        self._refresh()
        file.invalidate_recordset(["change_ids"])
        self.assertEqual(file.tier_id, high)
        self.assertEqual(file.change_ids.mapped("risen"), [True, True])
        self.assertEqual(file.change_ids[0].before_id, low)
        self.env["service.loyalty.criterion"].search([]).write({"points": 0})
        self._refresh()
        file.invalidate_recordset(["change_ids"])
        self.assertFalse(file.tier_id)
        self.assertEqual(file.change_ids.mapped("risen"), [False, True, True])
        self.assertEqual(self.customer.with_user(self.agent).service_loyalty_points, 0)

    def test_satisfaction_is_never_that_of_own_cases(self):
        self.team.user_id = self.leader
        rule = self.env["service.feedback.rule"].create({"name": "A rule", "delay_hours": 0})
        for user, score in ((self.agent, 5), (self.leader, 1)):
            ticket = self._solved_at(START, user_id=user.id)
            feedback = self.env["service.feedback"].search([("ticket_id", "=", ticket.id)])
            feedback = feedback or self.env["service.feedback"].create(
                {
                    **self.env["service.feedback"]._prepare(ticket, rule, {}),
                    "rule_id": rule.id,
                    "cycle": ticket.clock_cycle,
                }
            )
            feedback.write({"state": "asked", "asked_at": START})
            feedback._store_answer(score, "web", self.env["service.feedback.reason"], False)
        file = self._refresh()
        seen = file.with_user(self.manager)
        self.assertEqual((seen.answer_count, seen.satisfaction, seen.unhappy), (2, 3, True))
        self.assertIn("low score", seen.risk_text)
        self.env.invalidate_all()
        seen = file.with_user(self.leader)
        self.assertEqual((seen.answer_count, seen.satisfaction, seen.unhappy), (1, 5, False))
        self.assertFalse(seen.at_risk)
        self.assertFalse(seen.search([("at_risk", "=", True), ("id", "=", file.id)]))
        self.env.invalidate_all()
        seen = file.with_user(self.agent)
        self.assertFalse(seen.at_risk)
        for field in ("satisfaction", "unhappy", "answer_count"):
            with self.assertRaises(AccessError):
                seen.read([field])
        self.assertFalse(seen.search([("unhappy", "=", True)]))
        self.assertEqual(seen.with_user(self.manager).search([("at_risk", "=", True), ("id", "=", file.id)]), file)

    def test_who_sees_files(self):
        self._case_at(START)
        file = self._refresh()
        other = self.env["res.company"].create({"name": "Another company"})
        elsewhere = self._refresh(company=other)
        self.assertEqual(elsewhere.case_count, 0, "cases of another company are not counted")
        for user in (self.agent, self.leader, self.manager):
            self.assertEqual(file.with_user(user).search([("partner_id", "=", self.customer.id)]), file)
            for attempt in (
                lambda user=user: elsewhere.with_user(user).read(["points"]),
                lambda user=user: file.with_user(user).write({"points": 1}),
                lambda user=user: file.with_user(user).unlink(),
                lambda user=user: file.with_user(user).create({"partner_id": self.contact.id}),
                lambda user=user: elsewhere.with_user(user).action_refresh(),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        strangers = (
            self._user("portal", "base.group_portal"),
            self._user("colleague", "service_quality.service_quality_group_department"),
        )
        for stranger in strangers:
            for model in (
                "service.customer.file",
                "service.loyalty.change",
                "service.care.message",
                "service.retention",
            ):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(stranger).search([])
            with self.assertRaises(AccessError):
                self.customer.with_user(stranger).action_view_service_file()

    def test_queries_do_not_grow_with_customers(self):
        partners = self.env["res.partner"].concat(*(self._partner(number) for number in range(12)))
        for partner in partners:
            self._case_at(START - 300 * DAY, partner)
            self._case_at(START - 10 * DAY, partner)

        def cost(count):
            self._refresh(partners[:count])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            files = self._refresh(partners[:count])
            self.env.flush_all()
            spent = self.env.cr.sql_log_count - before
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            fields = ["partner_id", "points", "risk_text", "satisfaction", "promises_kept", "callback_id", "care_count"]
            files.with_user(self.manager).read(fields)
            return spent, self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(12), cost(2))

    def test_the_scheduled_action_makes_the_files(self):
        partner = self._partner(1)
        self._case_at(START, partner)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_customer_files").method_direct_trigger()
        self.env.invalidate_all()
        file = self.env["service.customer.file"].search([("partner_id", "=", partner.id)])
        self.assertEqual((file.case_count, file.company_id), (1, self.company))

    def test_the_next_step_is_a_call(self):
        self._case_at(START, kind="complaint")
        file = self._refresh().with_user(self.agent)
        context = file.action_call_back()["context"]
        callback = self.env["service.callback"].with_user(self.agent).with_context(**context).create({})
        self.assertEqual(callback.partner_id, self.customer)
        self.assertIn("Open complaints", callback.subject)
        file.invalidate_recordset()
        self.assertEqual(file.callback_id, callback)
