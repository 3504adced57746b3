from odoo import api, fields, models
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
    # Another promise held from then on
    target_id = fields.Many2one("service.standard.target", readonly=True, ondelete="restrict", index="btree_not_null")
    limit_seconds = fields.Integer(string="Limit (s)", readonly=True, aggregator=None)
    calendar_id = fields.Many2one("resource.calendar", readonly=True, ondelete="restrict", index="btree_not_null")
    target_before_id = fields.Many2one("service.standard.target", readonly=True, ondelete="restrict", index="btree_not_null")
    limit_before = fields.Integer(string="Limit Before (s)", readonly=True, aggregator=None)
    calendar_before_id = fields.Many2one("resource.calendar", readonly=True, ondelete="restrict", index="btree_not_null")
    explanation = fields.Char(compute="_compute_explanation", help="What was recorded, in words.")

    @api.depends("note", "target_id", "target_before_id", "limit_seconds")
    def _compute_explanation(self):
        for event in self:
            parts = [event.note, event._get_change()]
            event.explanation = " · ".join(filter(None, parts))

    def _get_change(self):
        """The promise before and after."""
        self.ensure_one()
        event = self.sudo()
        if not event.target_id:
            return ""
        before, after = (
            f"{target.standard_id.display_name} – {target.display_name}" for target in (event.target_before_id, event.target_id)
        )
        if event.target_before_id == event.target_id:
            before, after = (
                calendar.display_name or self.env._("24×7") for calendar in (event.calendar_before_id, event.calendar_id)
            )
        return f"{before} → {after}"

    def write(self, vals):
        raise UserError(self.env._("The log of a clock is never changed: record what happened as a new event."))
