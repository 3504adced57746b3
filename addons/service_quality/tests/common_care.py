from odoo import Command

from .common import ServiceCase


class CareCase(ServiceCase):
    """Customers of a team, with files to be counted; every shipped care rule is away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["service.care.rule"].search([]).action_archive()
        cls.company = cls.env.company
        cls.company.write(
            {"service_active_days": 90, "service_churn_days": 180, "service_care_cap": 10, "service_care_cap_days": 30}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ines", "parent_id": cls.customer.id, "email": "ines@example.com"}
        )
        cls.template = cls.env.ref("service_quality.mail_template_care_tips")

    @classmethod
    def _partner(cls, number, **values):
        return cls.env["res.partner"].create(
            {"name": f"Customer {number}", "email": f"c{number}@example.com", **values}
        )

    @classmethod
    def _rule(cls, live=True, **values):
        rule = cls.env["service.care.rule"].create(
            {"name": "A rule", "trigger": "solved", "days": 0, "template_id": cls.template.id, **values}
        )
        if live:
            rule.action_preview()
            rule.action_switch_on()
        return rule

    @classmethod
    def _refresh(cls, *partners):
        partners = cls.env["res.partner"].concat(*partners) or cls.customer
        return cls.env["service.customer.file"].sudo()._refresh(cls.company, partners.ids)

    def case_at(self, moment, partner=None, **values):
        """A case that was opened at a moment."""
        with self.frozen(moment):
            return self._ticket(partner_id=(partner or self.customer).id, **values)

    def solved_at(self, moment, partner=None, **values):
        with self.frozen(moment):
            ticket = self._ticket(partner_id=(partner or self.customer).id, user_id=self.agent.id, **values)
            self._move(ticket, "done")
            return ticket

    def frozen(self, moment):
        """The time of the database's columns follows ``cr.now()``: they are set by hand where it matters."""
        return _At(self, moment)

    def run_care(self):
        """Plan and send as the scheduled action does, within this transaction."""
        messages = self.env["service.care.message"].sudo()
        messages._plan_company(self.company)
        while messages._send_due():
            pass
        self.env.invalidate_all()

    def messages(self, *domain):
        return self.env["service.care.message"].search([("company_id", "=", self.company.id), *domain], order="id")

    def mails(self, messages):
        return self.env["mail.mail"].search([("model", "=", "service.care.message"), ("res_id", "in", messages.ids)])


class _At:
    def __init__(self, case, moment):
        self.case, self.moment = case, moment

    def __enter__(self):
        self.before = self.case.env["res.partner"].browse()
        self.case.go_to(self.moment)
        self.newest = self.case.env["helpdesk.ticket"].search([], order="id desc", limit=1).id or 0

    def __exit__(self, *_error):
        from .common import START

        self.case.env.flush_all()
        self.case.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id > %s", (self.moment, self.newest)
        )
        self.case.env.invalidate_all()
        self.case.go_to(START)
