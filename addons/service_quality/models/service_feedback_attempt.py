from odoo import fields, models


class ServiceFeedbackAttempt(models.Model):
    """An attempt to reach a customer. It is logged by the buttons of the call and never changed."""

    _name = "service.feedback.attempt"
    _description = "Attempt of a Satisfaction Call"
    _order = "at desc, id desc"
    _rec_name = "outcome"

    call_id = fields.Many2one("service.feedback.call", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="call_id.company_id", store=True)
    at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Caller", required=True, readonly=True)
    outcome = fields.Selection(
        [
            ("reached", "Reached"),
            ("no_answer", "No answer"),
            ("later", "Later"),
            ("wrong_number", "Wrong number"),
            ("declined", "Declined"),
        ],
        required=True,
        readonly=True,
    )
