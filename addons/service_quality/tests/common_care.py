from odoo.tools import SQL

from .common import ServiceCase


class CareCase(ServiceCase):
    """A company that calls customers active for 90 days and lost after 180; every shipped care rule is away."""

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
    def _refresh(cls, partners=None, company=None):
        """The files of some customers, counted anew."""
        files = cls.env["service.customer.file"].sudo()
        return files._refresh(company or cls.company, (partners or cls.customer).ids).sudo(False)

    @classmethod
    def _case_at(cls, moment, partner=None, **values):
        """A case that was opened at a moment."""
        ticket = cls._ticket(**{"partner_id": (partner or cls.customer).id, **values})
        cls._set(ticket, create_date=moment)
        return ticket

    @classmethod
    def _solved_at(cls, moment, partner=None, **values):
        """A case that was solved at a moment."""
        ticket = cls._case_at(moment, partner, **{"user_id": cls.agent.id, **values})
        ticket.stage_id = cls.stages["done"]
        cls._set(ticket, solved_at=moment)
        return ticket

    @classmethod
    def _set(cls, ticket, **moments):
        """Moments that nobody may write."""
        cls.env.flush_all()
        for name, moment in moments.items():
            cls.env.cr.execute(
                SQL("UPDATE helpdesk_ticket SET %s = %s WHERE id = %s", SQL.identifier(name), moment, ticket.id)
            )
        ticket.invalidate_recordset(list(moments))

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
