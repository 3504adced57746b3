from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_appraisal import AppraisalCase


class InvitationCase(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "email": f"customer{n}@buyers.example"} for n in range(6)]
        )
        closed = cls.env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1)
        tickets = cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": "Case",
                    "description": "It is broken",
                    "partner_id": partner.id,
                    "team_id": cls.team.id,
                    "company_id": cls.company.id,
                    "user_id": cls.ann.id,
                    "stage_id": closed.id,
                }
                for partner in cls.customers
            ]
        )
        tickets.write({"closed_date": "2026-02-10 08:00:00"})
        cls.asking = cls._template(
            name="Customers count",
            weight_manager=50,
            weight_peer=0,
            weight_customer=50,
            customer_min=3,
        )
        cls.asking.section_ids[1].item_ids.by_customer = True

    def _invited(self):
        cycle = self._started(template=self.asking, department_ids=[Command.set(self.hotline.ids)])
        cycle.action_invite_customers()
        return cycle, self.env["service.appraisal.invitation"].search([("cycle_id", "=", cycle.id)])


@tagged("post_install", "-at_install")
class TestInvitation(InvitationCase):
    def test_customers_of_the_period_are_drawn_once(self):
        cycle, invitations = self._invited()
        self.assertEqual(invitations.partner_id, self.customers)
        self.assertEqual(invitations.employee_id, self.subject)
        mails = self.env["mail.mail"].search([("recipient_ids", "in", self.customers.ids)])
        self.assertEqual(len(mails), 6)
        self.assertIn("/appraisal/customer/", mails[0].body_html)
        with self.assertRaises(UserError):
            cycle.action_invite_customers()
        self.assertEqual(cycle.invitation_count, 6)

    def _score(self, stars):
        cycle, invitations = self._invited()
        form = self._form(cycle)
        line = form.line_ids.filtered("by_customer")
        self._answer(self._row(form, "manager"), 5)
        for invitation, given in zip(invitations, stars, strict=False):
            invitation._submit({line.id: (given, f"Said {given}")})
        cycle.action_calibrate()
        return line, form

    def test_enough_answers_count_as_customers(self):
        line, form = self._score((1, 2, 3))
        rows = {row.role: (row.score, row.n) for row in line.role_score_ids}
        self.assertEqual(rows, {"manager": (100, 1), "customer": (25, 3)})
        self.assertIn("Said 2", form.comments)

    def test_too_few_are_neither_counted_nor_quoted(self):
        line, form = self._score((1, 2))
        self.assertEqual(line.role_score_ids.mapped("role"), ["manager"])
        self.assertNotIn("Said", form.comments or "")

    def test_only_hr_sees_who_was_asked(self):
        _cycle, invitations = self._invited()
        invitations.with_user(self.officer).read([])
        for user in (self.ann, self.manager, self.leader):
            with self.assertRaises(AccessError):
                invitations.with_user(user).read(["submitted"])

    def test_delegation_leaves_a_trace(self):
        cycle = self._started()
        form = self._form(cycle)
        row = self._row(form, "manager")
        with self.assertRaises(UserError):
            row.with_user(self.ann)._delegate(self.peers[0], "No")
        for wrong in (self.subject, self.boss):
            with self.assertRaises(UserError):
                row.with_user(self.manager)._delegate(wrong, "Works with her daily")
        row.with_user(self.manager)._delegate(self.peers[0], "Works with her daily")
        self.assertEqual((row.rater_id, row.delegated_by_id), (self.peers[0], self.boss))
        self.assertIn("Works with her daily", "".join(cycle.sudo().message_ids.mapped("body")))
        with self.assertRaises(UserError):
            row.with_user(self.peers[0].user_id)._delegate(self.peers[1], "Again")
        self._answer(row, 4)
        answer = self.env["service.appraisal.answer"].sudo().search([("line_id", "in", form.line_ids.ids)])
        self.assertEqual((answer.rater_id, answer.role), (self.peers[0], "manager"))


@tagged("post_install", "-at_install")
class TestCustomerPage(InvitationCase, HttpCase):
    def _page(self, invitation, **answers):
        link = f"/appraisal/customer/{invitation.id}/{invitation._get_signature()}"
        if not answers:
            return self.url_open(link)
        page = self.url_open(link).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(link, data={"csrf_token": token, **answers})

    @mute_logger("odoo.http")
    def test_answer_once(self):
        cycle, invitations = self._invited()
        line = self._form(cycle).line_ids.filtered("by_customer")
        page = self._page(invitations[0])
        self.assertIn("Agent0", page.text)
        self.assertEqual((page.headers["Referrer-Policy"], page.headers["Cache-Control"]), ("no-referrer", "no-store"))
        self.assertIn("one to five stars", self._page(invitations[0], **{f"stars_{line.id}": "9"}).text)
        answers = {f"stars_{line.id}": "4", f"comment_{line.id}": "<b>Quick</b>"}
        self.assertIn("Thank you", self._page(invitations[0], **answers).text)
        self._page(invitations[0], **answers)
        kept = self.env["service.appraisal.answer"].sudo().search([("line_id", "=", line.id)])
        self.assertEqual((kept.stars, kept.comment, kept.role), (4, "<b>Quick</b>", "customer"))
        self.assertFalse(kept.rater_id)

    def test_in_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["service_kpi"], ["zh_CN"])
        self.customers.lang = "zh_CN"
        _cycle, invitations = self._invited()
        self.assertIn("您的意见", self._page(invitations[0]).text)

    def test_links_are_not_guessed(self):
        _cycle, invitations = self._invited()
        one, other = invitations[:2]
        for link in (
            f"/appraisal/customer/{one.id}/{other._get_signature()}",
            f"/appraisal/customer/{one.id}/x",
            f"/appraisal/customer/999999999/{one._get_signature()}",
        ):
            self.assertEqual(self.url_open(link).status_code, 404)

    def test_after_the_collection_it_is_over(self):
        cycle, invitations = self._invited()
        cycle.action_calibrate()
        self.assertIn("is over", self._page(invitations[0]).text)
        with self.assertRaises(UserError):
            invitations[0]._submit({self._form(cycle).line_ids.filtered("by_customer").id: (5, False)})
