from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ServiceCallbackAttempt(models.Model):
    """An attempt to call back. It is logged once and never changed."""

    _name = "service.callback.attempt"
    _description = "Call-back Attempt"
    _order = "at desc, id desc"
    _rec_name = "outcome"

    callback_id = fields.Many2one("service.callback", string="Call-back", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="callback_id.company_id", store=True)
    at = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Caller", default=lambda self: self.env.user, required=True, readonly=True
    )
    outcome = fields.Selection(
        [
            ("reached", "Reached"),
            ("no_answer", "No answer"),
            ("wrong_number", "Wrong number"),
            ("new_date", "New date"),
        ],
        required=True,
    )
    promised = fields.Datetime(string="New Date", help="The moment that the customer agreed to.")
    note = fields.Char()

    @api.constrains("outcome", "promised")
    def _check_promised(self):
        for attempt in self:
            if attempt.outcome == "new_date" and (not attempt.promised or attempt.promised <= attempt.at):
                raise ValidationError(self.env._("Enter the moment in the future that the customer agreed to."))

    @api.model_create_multi
    def create(self, vals_list):
        # Who called, and when, is not for the caller to say
        attempts = super().create(
            [{key: value for key, value in vals.items() if key not in ("at", "user_id")} for vals in vals_list]
        )
        attempts.callback_id.check_access("write")
        if any(callback.state != "open" for callback in attempts.callback_id):
            raise UserError(self.env._("This call-back is over: promise another one."))
        for attempt in attempts.sudo():
            if attempt.outcome in ("reached", "no_answer"):
                attempt.callback_id._called(attempt.outcome == "reached")
            elif attempt.outcome == "new_date":
                attempt.callback_id._move_promise(attempt.promised)
        return attempts
