from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_complaint import ComplaintCase

_MODELS = (
    "service.solution",
    "service.solution.consent",
    "service.complaint.event",
    "service.complaint.report",
)


@tagged("post_install", "-at_install")
class TestComplaintRights(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsider = cls._user("outsider", "service_quality.service_quality_group_agent")
        cls.elsewhere = cls.env["helpdesk.ticket.team"].create(
            {"name": "Elsewhere", "user_ids": [Command.set(cls.outsider.ids)]}
        )
        cls.bystander = cls._user("bystander", "service_quality.service_quality_group_department")
        cls.office = cls.env["hr.department"].create({"name": "Office"})
        cls.staff[cls.bystander] = cls._employee(cls.bystander, department_id=cls.office.id)
        cls.company = cls.env["res.company"].create({"name": "Other"})
        cls.foreigner = cls._user(
            "foreigner",
            "service_quality.service_quality_group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.nobody = cls._user("nobody")

    def setUp(self):
        super().setUp()
        self.complaint = self._complaint()
        self.solution = self.offer(self.complaint)

    def seen(self, user, model):
        field = "ticket_id"
        return bool(self.env[model].with_user(user).search([(field, "=", self.complaint.id)]))

    def test_what_belongs_to_a_complaint_is_as_visible_as_the_complaint(self):
        self.answer(self.solution)
        self.env.flush_all()
        for user, sees in (
            (self.agent, True),
            (self.leader, True),
            (self.manager, True),
            (self.outsider, False),
            (self.foreigner, False),
        ):
            self.assertEqual(bool(self.complaint.with_user(user).search([("id", "=", self.complaint.id)])), sees)
            for model in _MODELS:
                self.assertEqual(self.seen(user, model), sees, f"{user.name}: {model}")

    def test_who_has_no_role_sees_nothing(self):
        public = self.env.ref("base.public_user")
        for user in (self.nobody, public):
            for model in (*_MODELS, "service.authority", "service.complaint.level", "service.complaint.level.rule"):
                with self.assertRaises(AccessError, msg=f"{user.login}: {model}"):
                    self.env[model].with_user(user).search([])

    def test_a_department_sees_the_complaints_that_are_its_own(self):
        for user, sees in ((self.colleague, True), (self.foreman, True), (self.bystander, False)):
            tickets = self.env["helpdesk.ticket"].with_user(user)
            self.assertEqual(bool(tickets.search([("id", "=", self.complaint.id)])), sees, user.name)
            inbox = tickets.search([("complaint_for_my_department", "=", True)])
            self.assertEqual(self.complaint in inbox, sees)
            self.assertEqual(self.seen(user, "service.solution"), sees)
            self.assertEqual(self.seen(user, "service.complaint.event"), sees)
            with self.assertRaises(AccessError):
                self.env["service.complaint.report"].with_user(user).search([])
        self.staff[self.colleague].department_id = self.office
        self.assertFalse(self.env["helpdesk.ticket"].with_user(self.colleague).search([]) & self.complaint)

    def test_a_department_investigates_and_proposes_and_no_more(self):
        self.solution.action_withdraw()
        complaint = self.complaint.with_user(self.colleague)
        complaint._complaint_record_findings({"complaint_findings": "Looked again"})
        self.assertEqual(self.complaint.complaint_findings, "Looked again")
        mine = self.propose(self.complaint, self.colleague, text="<p>A new fan</p>")
        mine.text = "<p>A new fan, tomorrow</p>"
        self.complaint.user_id = self.agent
        mine.action_submit()
        self.assertEqual(self.complaint.activity_ids.user_id, self.agent)
        for refused in (
            lambda: complaint.write({"name": "Mine"}),
            lambda: complaint.write({"complaint_step": "closed"}),
            lambda: complaint.write({"complaint_summary": "Done"}),
            lambda: complaint.unlink(),
            lambda: complaint.create(self._ticket_values(kind="complaint")),
            lambda: complaint.action_complaint_advance(),
            lambda: complaint._complaint_dispatch(self.workshop, self.foreman),
            lambda: complaint._complaint_lower_level(self.env["service.complaint.level"], "No"),
            lambda: complaint._complaint_reopen("No"),
            lambda: complaint._complaint_end_without_agreement("withdrawn", "No"),
            lambda: mine.action_send(),
            lambda: mine.action_record_phone(),
            lambda: mine._decide_by_phone("accepted", "Mr Li", "Yes", mine.create_date),
            lambda: mine.action_revise(),
            lambda: mine.unlink(),
            lambda: self.env["service.solution.phone"].with_user(self.colleague).create({}),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_a_department_does_not_write_to_the_customer(self):
        complaint = self.complaint.with_user(self.colleague)
        for values in (
            {"subtype_xmlid": "mail.mt_comment"},
            {"subtype_id": self.env.ref("mail.mt_comment").id},
            {"subtype_xmlid": "mail.mt_note", "partner_ids": self.portal.partner_id.ids},
        ):
            with self.assertRaises(AccessError):
                complaint.message_post(body="Dear customer", **values)
        complaint.message_post(body="For us", subtype_xmlid="mail.mt_note")
        activity = self.complaint.activity_schedule("mail.mail_activity_data_todo", user_id=self.colleague.id)
        activity.with_user(self.colleague).action_feedback("Looked at it")

    def test_another_department_investigates_nothing(self):
        wizard = self.env["service.complaint.investigation"].with_user(self.bystander)
        for refused in (
            lambda: self.complaint.with_user(self.bystander)._complaint_record_findings({"complaint_findings": "No"}),
            lambda: self.propose(self.complaint, self.bystander),
            lambda: wizard.with_context(default_ticket_id=self.complaint.id).default_get(["ticket_id"]),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_findings_write_no_other_fields(self):
        self.complaint.with_user(self.colleague)._complaint_record_findings(
            {"complaint_findings": "x", "name": "Mine", "complaint_level": 1, "partner_id": self.customer.id}
        )
        self.assertEqual(self.complaint.name, "The fan howls")
        self.assertEqual(self.complaint.partner_id, self.portal.partner_id)

    def test_who_approves_sees_what_is_to_be_approved(self):
        chief = self._user("chief", "service_quality.service_quality_group_department")
        self.staff[chief] = self._employee(chief, department_id=self.office.id)
        self.staff[self.director].parent_id = self.staff[chief]
        self._limit(chief, 9000)
        self.solution.action_withdraw()
        solution = self.propose(self.complaint, cost=5000)
        solution.action_send()
        self.assertEqual(solution.approver_id, chief)
        self.assertTrue(self.complaint.with_user(chief).has_access("read"))
        solution.with_user(chief).action_approve()
        self.assertEqual(solution.state, "approved")

    def test_an_agent_of_another_team_handles_nothing(self):
        for refused in (
            lambda: self.solution.with_user(self.outsider).action_withdraw(),
            lambda: self.complaint.with_user(self.outsider)._complaint_advance("closed"),
            lambda: self.propose(self.complaint, self.outsider),
            lambda: self.answer(self.solution, user=self.outsider),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_lists_and_limits_are_the_managers(self):
        level = self.env["service.complaint.level"].search([], limit=1)
        records = (
            (self.authority[:1], {"amount": 10_000}),
            (level, {"name": "Mine"}),
            (level.rule_ids[:1], {"repetition": 9}),
            (self.subject, {"name": "Mine"}),
            (self.cause, {"name": "Mine"}),
        )
        for record, values in records:
            for user in (self.colleague, self.agent, self.leader):
                with self.assertRaises(AccessError, msg=f"{user.name}: {record._name}"):
                    record.with_user(user).write(values)
            record.with_user(self.manager).write(values)

    def test_the_portal_reads_its_own_and_writes_nothing(self):
        solution = self.solution.with_user(self.portal)
        self.assertEqual(solution.text, self.solution.text)
        for refused in (
            lambda: solution.write({"text": "Mine"}),
            lambda: solution.create({"ticket_id": self.complaint.id}),
            lambda: solution.unlink(),
            lambda: solution.action_withdraw(),
            lambda: solution.action_carry_out(),
            lambda: solution.action_revise(),
            lambda: solution.action_send_again(),
            lambda: self.complaint.with_user(self.portal).write({"complaint_step": "closed"}),
        ):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual(self.solution.state, "sent")
