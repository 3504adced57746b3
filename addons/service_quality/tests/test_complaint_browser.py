from odoo.tests import HttpCase, tagged

from .common_complaint import ComplaintCase

# Seconds a tour may take on a busy machine
_PATIENCE = 300


@tagged("post_install", "-at_install")
class TestComplaintBrowser(ComplaintCase, HttpCase):
    """A complaint in a browser, from the portal to its closing, each person logged in, in both languages.

    The same way as in :class:`TestComplaintScenario`, with the clicks of the screens themselves.
    """

    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._staff_scenario()
        cls.env["service.complaint.subject"].search([("id", "!=", cls.subject.id)]).active = False

    def tour(self, name, address, user):
        self.start_tour(address, f"service_quality_complaint_{name}", login=user.login, timeout=_PATIENCE)
        self.env.invalidate_all()

    def run_through(self, lang):
        (self.agent | self.handler | self.colleague | self.director | self.portal).lang = lang
        self.tour("submit", "/new/ticket", self.portal)
        mine = [("partner_id", "=", self.portal.partner_id.id)]
        ticket = self.env["helpdesk.ticket"].search(mine, order="id desc", limit=1)
        self.assertEqual((ticket.complaint_step, ticket.complaint_subject_id), ("received", self.subject))
        ticket.write({"team_id": self.team.id, "user_id": self.handler.id})

        form = f"/odoo/action-helpdesk_mgmt.helpdesk_ticket_action/{ticket.id}"
        self.tour("acknowledge", form, self.agent)
        self.tour("dispatch", form, self.handler)
        self.assertEqual(ticket.complaint_owner_id, self.foreman)
        self.tour("investigate", "/odoo/department-complaints", self.colleague)
        solution = ticket.solution_ids
        self.assertEqual((solution.cost, solution.author_id), (900, self.colleague))
        self.tour("offer", form, self.handler)
        self.assertEqual(solution.approver_id, self.director)
        self.tour("approve", "/odoo/proposals-to-approve", self.director)
        self.tour("send", form, self.handler)
        self.tour("accept", f"/my/ticket/{ticket.id}", self.portal)
        self.assertEqual((solution.state, solution.consent_ids.said), ("accepted", "Good"))
        with self.assertLogs("odoo.http", "WARNING") as refusals:
            self.tour("close", form, self.handler)
        self.assertIn(ticket.display_name, refusals.output[0], "what is missing was said first")
        self.assertEqual((ticket.complaint_step, ticket.closed), ("closed", True))

    def test_in_english(self):
        self.run_through("en_US")

    def test_in_chinese(self):
        self.run_through("zh_CN")
