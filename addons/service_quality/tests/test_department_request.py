from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import HOUR, START
from .common_escalation import EscalationCase


@tagged("post_install", "-at_install")
class TestDepartmentRequest(EscalationCase):
    """Another department is asked: it sees the question and nothing else, our clock runs beside the customer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        role = "service_quality.service_quality_group_department"
        cls.engineer, cls.chief, cls.seller = (cls._user(name, role) for name in ("engineer", "chief", "seller"))
        cls.technology = cls.env["hr.department"].create({"name": "Technology"})
        cls.development = cls.env["hr.department"].create({"name": "Development", "parent_id": cls.technology.id})
        cls.sales = cls.env["hr.department"].create({"name": "Sales"})
        cls._employee(cls.engineer, department_id=cls.development.id)
        cls.technology.manager_id = cls._employee(cls.chief, department_id=cls.technology.id)
        cls._employee(cls.seller, department_id=cls.sales.id)

    def ask(self, departments=None, tickets=None, **values):
        self.ticket = self._ticket(user_id=self.agent.id, description="<p>A secret of the customer</p>")
        request = (
            self.env["service.handover.request"]
            .with_user(self.agent)
            .create(
                {
                    "ticket_ids": [Command.set((tickets or self.ticket).ids)],
                    "department_ids": [Command.set((departments or self.development).ids)],
                    "question": "Why does it leak?",
                    "deadline": START + 4 * HOUR,
                    "shared": "It leaks since Monday",
                    **values,
                }
            )
        )
        request.action_hand_over()
        return self.env["service.handover"].search([("ticket_id", "in", (tickets or self.ticket).ids)], order="id")

    def reply(self, handover, user, kind, **values):
        self.env["service.handover.reply"].with_user(user).create(
            {"handover_id": handover.id, "kind": kind, **values}
        ).action_confirm()

    def notes(self, ticket):
        return " ".join(ticket.message_ids.mapped("body"))

    def clock_of(self, handover):
        return self.env["service.clock"].search([("handover_id", "=", handover.id)])

    def test_the_answer_stops_our_clock_and_the_customers_runs_on(self):
        handover = self.ask()
        clock = self.clock_of(handover)
        self.assertEqual((clock.due, clock.metric, clock.state), (START + 4 * HOUR, "department_answer", "running"))
        self.wait(hours=3)
        self.reply(handover, self.engineer, "answer", text="The seal is worn")
        self.assertEqual((handover.state, handover.punctuality, handover.hours_to_answer), ("answered", 1, 3))
        self.assertEqual((clock.result, self.clock(self.ticket).state), ("met", "running"))
        self.assertIn("The seal is worn", self.notes(self.ticket))
        told = self.ticket.message_ids.filtered(lambda message: "The seal is worn" in message.body)
        self.assertEqual(told.author_id, self.engineer.partner_id)
        self.assertIn(self.agent.partner_id, told.notified_partner_ids)
        with self.assertRaises(UserError):
            self.reply(handover, self.engineer, "answer", text="Twice")

    def test_late_is_late_and_the_manager_and_the_asker_hear_of_it(self):
        handover = self.ask()
        self.wait(hours=4, seconds=1)
        for _mark in ("at risk", "missed"):
            self.env["service.clock"]._sweep(self.time().replace(tzinfo=None), 100)
        self.assertEqual(self.clock_of(handover).result, "missed")
        # Nobody leads development: the department above does
        self.assertEqual(handover.activity_ids.user_id, self.chief)
        for user in (self.chief, self.agent):
            self.assertIn("Late", self.messages(user)[-1].subject)
        self.reply(handover, self.chief, "refuse", text="Not ours")
        self.assertEqual((handover.state, handover.reason, handover.punctuality), ("refused", "Not ours", 0))
        self.assertFalse(handover.activity_ids)
        self.assertIn("Not ours", self.notes(self.ticket))

    def test_passing_on_keeps_the_way(self):
        file = self.env["ir.attachment"].with_user(self.agent).create({"name": "photo.txt", "raw": b"leak"})
        handover = self.ask(attachment_ids=[Command.set(file.ids)])
        self.reply(
            handover,
            self.engineer,
            "pass",
            department_id=self.sales.id,
            text="What was sold?",
            deadline=START + 9 * HOUR,
        )
        second = handover.next_ids
        self.assertEqual((handover.state, self.clock_of(handover).result), ("passed", "met"))
        self.assertEqual((second.chain, second.asked_by_id), ("Development → Sales", self.agent))
        self.assertEqual(self.clock_of(second).due, START + 9 * HOUR)
        seen = (
            self.env["ir.attachment"]
            .with_user(self.seller)
            .search([("res_id", "=", second.id), ("name", "=", "photo.txt")])
        )
        self.assertEqual(seen.raw, b"leak")
        with self.assertRaises(AccessError):
            self.reply(second, self.engineer, "answer", text="I know better")
        self.reply(second, self.seller, "answer", text="Series 7")
        self.assertIn("Series 7", self.notes(self.ticket))

    def test_several_departments_and_several_cases_at_once(self):
        cases = self._ticket(name="One", user_id=self.agent.id) | self._ticket(name="Two", user_id=self.agent.id)
        handovers = self.ask(self.development | self.sales, cases)
        self.assertEqual(len(handovers), 4)
        self.assertEqual(set(handovers.mapped("name")), {"One", "Two"})
        with self.assertRaises(UserError):
            self.ask(self.development | self.sales, user_id=self.engineer.id)
        with self.assertRaises(ValidationError):
            self.ask(self.sales, user_id=self.engineer.id)

    def test_the_department_sees_the_question_and_nothing_else_of_the_case(self):
        handover = self.ask()
        for user in (self.engineer, self.chief):
            seen = self.env["service.handover"].with_user(user).search([])
            self.assertEqual(seen, handover, user.name)
            self.assertTrue(seen.may_answer)
            self.assertEqual(seen.shared, "It leaks since Monday")
            self.assertTrue(seen.clock_badges)
            with self.assertRaises(AccessError):
                seen.read(["ticket_id"])
            for record in (self.ticket, self.clock(self.ticket), self.customer.with_user(user)):
                if record != self.customer:
                    with self.assertRaises(AccessError, msg=record._name):
                        record.with_user(user).read(["display_name"])
            messages = self.env["mail.message"].with_user(user)
            self.assertFalse(messages.search([("model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)]))
        for user in (self.seller, self._user("other", "service_quality.service_quality_group_agent")):
            self.assertFalse(self.env["service.handover"].with_user(user).search([]), user.name)
        for user in (self.env.ref("base.public_user"), self._user("portal", "base.group_portal"), self._user("nobody")):
            with self.assertRaises(AccessError):
                self.env["service.handover"].with_user(user).search([])

    def test_who_leads_a_department_changes_at_once(self):
        handover = self.ask(self.sales)
        self.assertFalse(self.env["service.handover"].with_user(self.chief).search([]))
        self.sales.parent_id = self.technology
        self.assertEqual(self.env["service.handover"].with_user(self.chief).search([]), handover)
        self.technology.manager_id = self.engineer.employee_id
        self.assertFalse(self.env["service.handover"].with_user(self.chief).search([]))
        self.assertEqual(self.env["service.handover"].with_user(self.engineer).search([]), handover)

    def test_who_may_do_what(self):
        handover = self.ask()
        mine = handover.with_user(self.engineer)
        mine.action_take()
        self.assertEqual(handover.user_id, self.engineer)
        for values in ({"deadline": START + 99 * HOUR}, {"state": "answered"}, {"question": "Easier?"}):
            with self.assertRaises(AccessError):
                mine.write(values)
        for user in (self.agent, self.seller):
            with self.assertRaises(AccessError):
                self.reply(handover, user, "answer", text="I answer myself")
        with self.assertRaises(AccessError):
            handover.with_user(self.agent).write({"state": "answered"})
        with self.assertRaises(AccessError):
            handover.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            mine.action_withdraw()
        with self.assertRaises(AccessError):
            self.env["service.handover"].with_user(self.engineer).create(
                {
                    "ticket_id": self.ticket.id,
                    "name": "x",
                    "question": "x",
                    "department_id": self.sales.id,
                    "deadline": START + HOUR,
                }
            )

    def test_the_asker_moves_the_deadline_before_it_passes(self):
        handover = self.ask().with_user(self.agent)
        handover.deadline = START + 6 * HOUR
        self.assertEqual(self.clock_of(handover).due, START + 6 * HOUR)
        self.wait(hours=7)
        with self.assertRaises(UserError):
            handover.deadline = START + 9 * HOUR

    def test_a_closed_case_needs_no_answer(self):
        handover = self.ask()
        self._move(self.ticket, "done")
        self.assertEqual((handover.state, self.clock_of(handover).state), ("withdrawn", "cancelled"))
        self.assertFalse(handover.punctuality)
        with self.assertRaises(UserError):
            self.ask(tickets=self.ticket)

    def test_means_leave_out_what_is_open(self):
        first = self.ask()
        self.ask()
        self.wait(hours=2)
        self.reply(first, self.engineer, "answer", text="Yes")
        [(punctual, hours, count)] = self.env["service.handover"]._read_group(
            [("department_id", "=", self.development.id)], [], ["punctuality:avg", "hours_to_answer:avg", "__count"]
        )
        self.assertEqual((punctual, hours, count), (1, 2, 2))

    def test_other_companies_see_nothing(self):
        self.ask()
        company = self.env["res.company"].create({"name": "Other"})
        foreigner = self._user(
            "foreigner",
            "service_quality.service_quality_group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.env["service.handover"].with_user(foreigner).search([]))
