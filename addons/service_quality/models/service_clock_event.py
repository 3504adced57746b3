from odoo import fields, models
from odoo.exceptions import UserError

from .service_standard_target import WAITING_FOR

EVENT_KINDS = [
    ("pause", "Paused"),
    ("resume", "Resumed"),
    ("at_risk", "At risk"),
    ("missed", "Missed"),
    ("stop", "Stopped"),
    ("cancel", "Cancelled"),
    ("redate", "Dated anew"),
    ("waive", "Waived"),
]


class ServiceClockEvent(models.Model):
    """What happened to a clock, and when. Events are only ever added: the clock is their fold."""

    _name = "service.clock.event"
    _description = "Service Clock Event"
    _order = "at, id"
    _rec_name = "kind"
    _log_access = False

    clock_id = fields.Many2one("service.clock", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Selection(EVENT_KINDS, required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True, help="When it happened, which may be before it was recorded.")
    recorded_at = fields.Datetime(readonly=True)
    whose = fields.Selection(WAITING_FOR, string="Waiting For", readonly=True)
    note = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Recorded By", readonly=True)

    def write(self, vals):
        raise UserError(self.env._("The log of a clock is never changed: record what happened as a new event."))
