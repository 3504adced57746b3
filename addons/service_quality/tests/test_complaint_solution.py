from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintSolution(ComplaintCase):
    def setUp(self):
        super().setUp()
        self.complaint = self._complaint()

    # Authority

    def test_within_the_limit_it_goes_to_the_customer(self):
        solution = self.offer(self.complaint, cost=100)
        self.assertEqual((solution.state, solution.partner_id), ("sent", self.portal.partner_id))
        self.assertEqual(solution.answer_by, solution.sent_at + timedelta(days=self.env.company.service_answer_days))

    def test_above_it_the_chain_approves(self):
        self.offer(self.complaint).action_withdraw()
        solution = self.propose(self.complaint, cost=300)
        solution.action_send()
        self.assertEqual((solution.state, solution.approver_id), ("waiting", self.leader))
        with self.assertRaises(AccessError):
            solution.action_approve()
        solution.with_user(self.leader).action_approve()
        self.assertEqual((solution.state, solution.approved_by_id), ("approved", self.leader))
        solution.action_send()
        self.assertEqual(solution.state, "sent")

    def test_who_cannot_be_asked_is_passed_over_and_written_down(self):
        self._limit(self.head, 200)
        self._limit(self.director, 5000)
        self.offer(self.complaint).action_withdraw()
        self.head.group_ids = [(3, self.env.ref("service_quality.service_quality_group_leader").id)]
        self.head.group_ids = [(4, self.env.ref("service_quality.service_quality_group_agent").id)]
        solution = self.propose(self.complaint, cost=2000)
        solution.action_send()
        self.assertEqual(solution.approver_id, self.director)
        note = self.events_of(self.complaint, "approval")[-1:].note
        self.assertIn("Head (limit too low)", note)

    def test_where_nobody_may_approve_it_is_refused(self):
        self.offer(self.complaint).action_withdraw()
        solution = self.propose(self.complaint, cost=50000)
        with self.assertRaisesRegex(UserError, "nobody above you"):
            solution.action_send()
        self.assertEqual(solution.state, "draft")

    def test_nobody_approves_their_own(self):
        self.offer(self.complaint).action_withdraw()
        self._limit(self.director, 5000)
        solution = self.propose(self.complaint, cost=800, user=self.leader)
        solution.action_send()
        self.assertEqual(solution.state, "waiting")
        with self.assertRaises(AccessError):
            solution.with_user(self.leader).action_approve()

    def test_the_limit_of_the_remedy_goes_before_the_general_one(self):
        authority = self.env["service.authority"]
        group = self.env.ref("service_quality.service_quality_group_agent").id
        authority.create({"group_id": group, "remedy": "refund", "amount": 10})
        limit = lambda user, remedy: authority._get_limit(user, remedy, self.env.company)  # noqa: E731
        self.assertEqual(limit(self.agent, "refund"), 10)
        self.assertEqual(limit(self.agent, "voucher"), 100)
        self.assertEqual(limit(self.leader, "voucher"), 500)
        self.assertEqual(limit(self.colleague, "voucher"), 0)
        authority.create({"group_id": group, "remedy": "voucher", "unlimited": True})
        self.assertIsNone(limit(self.agent, "voucher"))

    def test_the_cost_is_compared_in_the_currency_of_the_company(self):
        other = self.env["res.currency"].create(
            {"name": "XTS", "symbol": "T", "rate_ids": [(0, 0, {"name": "2020-01-01", "rate": 0.1})]}
        )
        self.offer(self.complaint).action_withdraw()
        solution = self.propose(self.complaint, cost=20, currency_id=other.id)
        solution.action_send()
        self.assertEqual((solution.cost_company, solution.state), (200, "waiting"))

    # Frozen

    def test_a_new_company_begins_with_the_limits_of_roles(self):
        self._limit(self.agent, 7000)
        self.env.company.currency_id = self.env.ref("base.EUR")
        yen = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        yen.write({"active": True, "rate_ids": [Command.clear(), Command.create({"name": "2026-01-01", "rate": 150})]})
        company = self.env["res.company"].create({"name": "Branch", "currency_id": yen.id})
        limits = self.env["service.authority"].search([("company_id", "=", company.id)])
        rate = self.env.company.currency_id.rate
        self.assertEqual(sorted(limits.mapped("amount")), [float(f"{n * 150 / rate:.2g}") for n in (100, 500)])
        self.assertFalse(limits.job_id)

    def test_what_was_sent_is_frozen(self):
        solution = self.offer(self.complaint)
        for user in (self.agent, self.leader, self.manager):
            for values in ({"text": "Less"}, {"cost": 0}, {"remedy": "apology"}):
                with self.assertRaisesRegex(UserError, "as a draft only"):
                    solution.with_user(user).write(values)
            for values in (
                {"state": "accepted"},
                {"content_hash": "x"},
                {"partner_id": self.customer.id},
                {"answer_by": "2030-01-01"},
                {"approved_by_id": self.manager.id},
                {"ticket_id": self._complaint().id},
                {"link_number": "x"},
            ):
                with self.assertRaises(AccessError, msg=str(values)):
                    solution.with_user(user).write(values)
            with self.assertRaises(AccessError):
                solution.create({"ticket_id": self.complaint.id, "state": "accepted"})
            with self.assertRaises(UserError):
                solution.with_user(user).unlink()

    def test_a_new_version_supersedes_what_was_sent(self):
        solution = self.offer(self.complaint)
        action = solution.action_revise()
        revised = self.env["service.solution"].with_user(self.agent).browse(action["res_id"])
        self.assertEqual((revised.number, revised.version, revised.state), (solution.number, 2, "draft"))
        self.assertEqual(solution.state, "superseded")
        revised.text = "<p>We exchange it twice.</p>"
        revised.action_send()
        self.assertEqual(revised.state, "sent")
        with self.assertRaisesRegex(UserError, "does not wait"):
            self.answer(solution)

    def test_the_answer_is_kept_as_given(self):
        solution = self.offer(self.complaint)
        self.answer(solution, said="Yes, please")
        consent = solution.consent_ids.sudo()
        self.assertEqual(
            (consent.decision, consent.channel, consent.person, consent.said, consent.user_id),
            ("accepted", "phone", "Mr Li", "Yes, please", self.agent),
        )
        self.assertEqual(consent.text, solution.text)
        with self.assertRaises(UserError):
            consent.write({"said": "No"})
        with self.assertRaises(UserError):
            consent.unlink()
        self.assertEqual(solution.action_check_hash()["params"]["type"], "success")

    def test_the_check_finds_what_was_changed_in_the_database(self):
        for table, column, value in (
            ("service_solution", "text", "<p>Nothing</p>"),
            ("service_solution", "cost", 1),
            ("service_solution_consent", "said", "Other"),
            ("service_solution_consent", "decision", "rejected"),
            ("service_solution_consent", "text", "<p>Nothing</p>"),
        ):
            complaint = self._complaint()
            solution = self.offer(complaint)
            self.answer(solution)
            key = solution.id if table == "service_solution" else solution.consent_ids.id
            self.env.flush_all()
            self.env.cr.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", (value, key))  # pylint: disable=sql-injection
            self.env.invalidate_all()
            self.assertEqual(solution.action_check_hash()["params"]["type"], "danger", f"{table}.{column}")

    # The answer

    def test_a_rejection_climbs_and_goes_back(self):
        self._policy(self._level("leader", trigger="rejected"), metric=None, every_case=True)
        solution = self.offer(self.complaint)
        self.answer(solution, "rejected", "Too little")
        self.assertEqual((solution.state, self.complaint.complaint_step), ("rejected", "investigated"))
        self.climb()
        step = self.steps(self.complaint)
        self.assertIn("Too little", step.reason)
        self.assertEqual(self.told(step), self.leader)
        self.assertEqual(self.complaint._clock_position(), "open", "our time counts again")

    def test_while_another_proposal_waits_nothing_is_decided(self):
        first = self.offer(self.complaint)
        second = self.offer(self.complaint)
        self.answer(first, "rejected")
        self.assertEqual(self.complaint.complaint_step, "proposed")
        self.answer(second)
        self.assertEqual((self.complaint.complaint_step, self.complaint.complaint_outcome), ("decided", "accepted"))

    def test_of_alternatives_one_is_accepted(self):
        first = self.offer(self.complaint, alternative=True)
        second = self.offer(self.complaint, alternative=True)
        self.answer(second)
        self.assertEqual((first.state, second.state), ("lapsed", "accepted"))
        self.assertEqual(self.complaint.complaint_outcome, "accepted")

    def test_all_that_was_accepted_is_carried_out(self):
        first, second = self.offer(self.complaint), self.offer(self.complaint)
        self.answer(first)
        self.answer(second)
        first.action_carry_out()
        self.assertEqual(self.complaint.complaint_step, "decided")
        second.action_carry_out()
        self.assertEqual(self.complaint.complaint_step, "carried_out")

    def test_no_answer_is_an_outcome_of_its_own(self):
        solution = self.offer(self.complaint)
        self.wait(days=self.env.company.service_answer_days, hours=1)
        self.run_cron()
        self.assertEqual((solution.state, self.complaint.complaint_outcome), ("no_answer", "no_answer"))
        self.assertEqual(self.complaint.complaint_step, "decided")
        self.assertFalse(solution.consent_ids.person)

    def test_the_cron_leaves_what_is_not_due(self):
        solution = self.offer(self.complaint)
        self.wait(days=self.env.company.service_answer_days - 1)
        self.run_cron()
        self.assertEqual(solution.state, "sent")

    def run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_no_answer").method_direct_trigger()
        self.env.invalidate_all()

    def test_a_call_lies_between_the_proposal_and_now(self):
        solution = self.offer(self.complaint)
        for at, words in (
            (solution.sent_at + timedelta(hours=2), "in the future"),
            (solution.sent_at - timedelta(hours=2), "before the proposal"),
        ):
            with self.assertRaisesRegex(UserError, words):
                solution._decide_by_phone("accepted", "Mr Li", "Yes", at)

    def test_without_text_or_customer_nothing_is_sent(self):
        self.offer(self.complaint).action_withdraw()
        with self.assertRaisesRegex(UserError, "text for the customer"):
            self.propose(self.complaint, text="<p><br></p>").action_send()
        self.complaint.partner_id = False
        with self.assertRaisesRegex(UserError, "Name the customer"):
            self.propose(self.complaint).action_send()
