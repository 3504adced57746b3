from odoo import api, fields, models
from odoo.tools import SQL, email_normalize


class ServiceCareRefusal(models.Model):
    """An address that wants no care messages from a company. Messages about the customer's cases go on."""

    _name = "service.care.refusal"
    _description = "Refusal of Care Messages"
    _order = "id desc"
    _rec_name = "email_normalized"

    email_normalized = fields.Char(string="E-mail", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one("res.partner", string="Contact", ondelete="set null")
    origin = fields.Selection(
        [("link", "By the link in a message"), ("staff", "Told to a colleague")],
        required=True,
        readonly=True,
        default="staff",
    )
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)

    _email_uniq = models.Constraint("UNIQUE(email_normalized, company_id)", "This address has refused already.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            email = vals.get("email_normalized") or ""
            vals["email_normalized"] = email_normalize(email, strict=False) or email
            if not self.env.su:
                vals["origin"] = "staff"
        return super().create(vals_list)

    @api.model
    def _refuse(self, email, company, partner, origin):
        """Note a refusal; once is enough, also for two clicks at once."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO service_care_refusal"
                " (email_normalized, company_id, partner_id, origin, date, create_date, write_date)"
                " VALUES (%s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')"
                " ON CONFLICT (email_normalized, company_id) DO NOTHING",
                email_normalize(email, strict=False) or email,
                company.id,
                partner.id or None,
                origin,
                fields.Date.context_today(self),
            )
        )

    @api.model
    def _get_refused(self, messages):
        """Pairs of address and company id among these messages that get nothing any more."""
        emails = [email for email in set(messages.mapped("email")) if email]
        refusals = self.search([("email_normalized", "in", emails)])
        pairs = {(refusal.email_normalized, refusal.company_id.id) for refusal in refusals}
        blocked = self.env["mail.blacklist"].sudo().search([("email", "in", emails)]).mapped("email")
        return pairs | {(email, company.id) for email in blocked for company in messages.company_id}
