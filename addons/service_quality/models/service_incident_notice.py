from odoo import fields, models


class ServiceIncidentNotice(models.Model):
    """Which customer was told of a status update: the proof, and what keeps it at one message each."""

    _name = "service.incident.notice"
    _description = "Incident Notice"
    _order = "update_id desc, id"

    update_id = fields.Many2one("service.incident.update", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="update_id.company_id", store=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="set null")
    name = fields.Char(readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    outcome = fields.Selection(
        [("queued", "Queued"), ("no_address", "No Address")], required=True, readonly=True, default="queued"
    )
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null")

    _email_uniq = models.UniqueIndex(
        "(update_id, email) WHERE email IS NOT NULL AND email != ''", "A customer is told once."
    )

    def _queue(self):
        """One mail each, in the language of the customer; the mail queue sends them."""
        template = self.env.ref("service_quality.mail_template_incident_update")
        mails = template.send_mail_batch(self.ids, force_send=False)
        for notice, mail in zip(self, mails, strict=True):
            notice.mail_id = mail
