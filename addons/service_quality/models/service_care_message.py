from odoo import fields, models

SKIP_REASONS = [
    ("address", "No e-mail address"),
    ("ours", "The address is one of ours"),
    ("refused", "Wants no messages"),
    ("complaint", "Has an open complaint"),
    ("cap", "Got enough messages lately"),
    ("off", "The rule was switched off"),
]


class ServiceCareMessage(models.Model):
    """A message of a care rule to a customer about an occasion, once; or the reason why it was not sent.

    What the customer did afterwards (a case, a purchase, a complaint) is
    counted. That it came after the message does not say that it came of it.
    """

    _name = "service.care.message"
    _description = "Care Message"
    _inherit = ["service.link.mixin"]
    _link_scope = "service_quality.care"
    _order = "day desc, id desc"
    _rec_name = "partner_id"

    rule_id = fields.Many2one("service.care.rule", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    contact_id = fields.Many2one("res.partner", string="Written to", readonly=True, ondelete="set null")
    occasion = fields.Char(required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    email = fields.Char(readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("sent", "Sent out"), ("skipped", "Not Sent")],
        required=True,
        readonly=True,
        default="planned",
        index=True,
    )
    skip_reason = fields.Selection(SKIP_REASONS, string="Why Not", readonly=True)
    sent_at = fields.Datetime(readonly=True)
    # What came after it, 0 or 1
    wrote = fields.Integer(string="Had a Case", readonly=True, aggregator="avg")
    bought = fields.Integer(readonly=True, aggregator="avg")
    complained = fields.Integer(readonly=True, aggregator="avg")
    refused = fields.Integer(string="Unsubscribed", readonly=True, aggregator="avg")

    _occasion_uniq = models.Constraint(
        "UNIQUE(rule_id, partner_id, occasion)", "A customer gets one message per rule and occasion."
    )
    _planned_idx = models.Index("(day, id) WHERE state = 'planned'")

    # Links

    def _get_path(self):
        return "/service/care/unsubscribe/" + self._get_token()

    def _get_link(self):
        return self.get_base_url() + self._get_path()

    def _unsubscribe(self):
        """The customer wants no more of these messages from the company."""
        self.ensure_one()
        self.env["service.care.refusal"].sudo()._refuse(self.email, self.company_id, self.contact_id, "link")
        self.sudo().refused = 1

    # Mail

    def _mail_get_companies(self, default=None):
        """The company in whose name it is written."""
        return {message.id: message.company_id for message in self}
