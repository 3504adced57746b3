import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, consteq, email_normalize
from odoo.tools.misc import hmac

_SAMPLE = 10


class ServiceAppraisalInvitation(models.Model):
    """That a customer is asked to rate a person: whether it was answered, not what.

    Customers are drawn by lot from those whose cases the person closed in the
    period, so that nobody chooses friendly ones; each is asked about one person
    in a cycle. The link is signed with the database's secret and stored
    nowhere; it works once, while answers are collected. What was answered has
    no link to the customer (``service.appraisal.answer``).
    """

    _name = "service.appraisal.invitation"
    _description = "Invited Customer"
    _order = "appraisal_id, id"
    _log_access = False
    _rec_name = "partner_id"

    appraisal_id = fields.Many2one("service.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", string="About")
    cycle_id = fields.Many2one(related="appraisal_id.cycle_id", store=True, index=True)
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True)
    state = fields.Selection(related="appraisal_id.state")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="restrict")
    submitted = fields.Boolean(readonly=True)

    _partner_uniq = models.UniqueIndex("(cycle_id, partner_id)", "A customer is asked about one person in a cycle.")

    # The link

    def _get_signature(self):
        """What proves that the link of this invitation was made here."""
        self.ensure_one()
        return hmac(self.env(su=True), "service.appraisal.invitation", (self.id, self.partner_id.id))

    def _get_link(self):
        self.ensure_one()
        return f"{self.get_base_url()}/appraisal/customer/{self.id}/{self._get_signature()}"

    @api.model
    def _find(self, invitation_id, signature):
        """The invitation of a link, or none if the link is not one of ours."""
        invitation = self.sudo().browse(invitation_id).exists()
        return invitation if invitation and consteq(invitation._get_signature(), signature) else self.sudo().browse()

    def _is_open(self):
        return not self.submitted and self.appraisal_id.state == "collecting"

    def _get_questions(self):
        """What customers are asked about: the items of the form that say so."""
        return self.appraisal_id.line_ids.filtered("by_customer")

    def _submit(self, answers):
        """Keep the answers, once.

        :param answers: ``{line id: (stars 1 to 5, comment)}``
        """
        self.ensure_one()
        if not self._is_open() or set(answers) != set(self._get_questions().ids):
            raise UserError(self.env._("There is nothing for you to answer here (any more)."))
        # Two clicks at once: the second one finds the first one's mark
        self.env.cr.execute(
            SQL(
                "UPDATE service_appraisal_invitation SET submitted = TRUE"
                " WHERE id = %s AND submitted IS NOT TRUE RETURNING id",
                self.id,
            )
        )
        if not self.env.cr.fetchall():
            raise UserError(self.env._("There is nothing for you to answer here (any more)."))
        self.invalidate_recordset(["submitted"])
        self.env["service.appraisal.answer"].sudo().create(
            [
                {"line_id": line_id, "role": "customer", "stars": stars, "comment": comment}
                for line_id, (stars, comment) in answers.items()
            ]
        )

    def _send(self):
        """One mail to each customer, in the customer's language, through the mail queue."""
        template = self.env.ref("service_kpi.mail_template_invitation")
        for invitation in self:
            template.send_mail(invitation.id)


class ServiceAppraisalCycle(models.Model):
    """Customers are invited for all people of a cycle at once."""

    _inherit = "service.appraisal.cycle"

    invitation_count = fields.Integer(string="Invited Customers", compute="_compute_invitation_counts")
    invitation_answered_count = fields.Integer(string="Customers Who Answered", compute="_compute_invitation_counts")

    def _compute_invitation_counts(self):
        rows = (
            self.env["service.appraisal.invitation"]
            .sudo()
            ._read_group([("cycle_id", "in", self.ids)], ["cycle_id", "submitted"], ["__count"])
        )
        for cycle in self:
            counts = {submitted: count for owner, submitted, count in rows if owner == cycle}
            cycle.invitation_count = sum(counts.values())
            cycle.invitation_answered_count = counts.get(True, 0)

    def action_invite_customers(self):
        """Ask customers of the period, drawn by lot: up to ten for each person whose form has questions for them."""
        self.check_access("write")
        for cycle in self:
            cycle._check_state("collecting")
            invitations = cycle.sudo()._draw_customers()
            if not invitations:
                raise UserError(
                    self.env._("There is no further customer with an e-mail address and a case closed in the period.")
                )
            invitations._send()

    def _draw_customers(self):
        """Invitations by lot among the customers whose cases a person closed in the period."""
        self.ensure_one()
        forms = self.appraisal_ids.filtered(
            lambda form: form.template_id.weight_customer and form.line_ids.filtered("by_customer")
        )
        rows = self.env["service.appraisal.invitation"].search([("cycle_id", "=", self.id)])
        asked, counts = set(rows.partner_id.ids), {form: len(own) for form, own in rows.grouped("appraisal_id").items()}
        chance, values = secrets.SystemRandom(), []
        customers = self._get_customers(forms.employee_id)
        for form in forms:
            free = [partner for partner in customers.get(form.employee_id.user_id.id, ()) if partner not in asked]
            chosen = chance.sample(free, min(len(free), max(_SAMPLE - counts.get(form, 0), 0)))
            asked.update(chosen)
            values += [{"appraisal_id": form.id, "partner_id": partner} for partner in chosen]
        return rows.create(values)

    def _get_customers(self, people):
        """Contacts with an address whose cases were closed in the period: ``{user id: [partner ids]}``."""
        tickets = self.env["helpdesk.ticket"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("user_id", "in", people.user_id.ids),
                ("closed_date", ">=", self.date_start),
                ("closed_date", "<", self.date_end + timedelta(days=1)),
                ("partner_id", "!=", False),
            ]
        )
        found = {}
        for user, own in tickets.grouped("user_id").items():
            partners = own.partner_id.filtered(
                lambda partner: (
                    email_normalize(partner.email) and not partner.user_ids.filtered(lambda login: login._is_internal())
                )
            )
            found[user.id] = sorted(partners.ids)
        return found

    def action_view_invitations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_appraisal_invitation_action")
        return {**action, "domain": [("cycle_id", "=", self.id)]}
