from odoo import api, fields, models


class ServiceLoyaltyChange(models.Model):
    """That a customer came to another loyalty tier, and by which points: the history, which stays."""

    _name = "service.loyalty.change"
    _description = "Change of Loyalty Tier"
    _order = "date desc, id desc"
    _rec_name = "file_id"

    file_id = fields.Many2one("service.customer.file", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="file_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="file_id.company_id", store=True, index=True)
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    before_id = fields.Many2one("service.loyalty.tier", string="From", readonly=True, ondelete="restrict")
    after_id = fields.Many2one("service.loyalty.tier", string="To", readonly=True, ondelete="restrict")
    risen = fields.Boolean(readonly=True)
    points = fields.Integer(readonly=True, aggregator=None)
    shares = fields.Json(readonly=True)
    reason = fields.Text(compute="_compute_reason")

    @api.depends("shares")
    @api.depends_context("lang")
    def _compute_reason(self):
        for change in self:
            change.reason = self.env["service.customer.file"]._explain_points(change.shares)
