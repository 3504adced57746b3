from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.clock import state_at
from ..engine.moment import from_epoch, to_epoch


class ServiceStandardApply(models.TransientModel):
    """Apply a standard in force to open cases: a manager sees what would change, and chooses."""

    _name = "service.standard.apply"
    _description = "Apply a Standard to Open Cases"

    standard_id = fields.Many2one("service.standard", required=True, readonly=True, ondelete="cascade")
    note = fields.Char(string="Reason", help="Goes into the log of each clock.")
    line_ids = fields.One2many("service.standard.apply.line", "apply_id", string="Clocks")
    change_count = fields.Integer(compute="_compute_change_count")
    missed_count = fields.Integer(compute="_compute_change_count")

    @api.depends("line_ids.missed", "line_ids.chosen")
    def _compute_change_count(self):
        for wizard in self:
            wizard.change_count = len(wizard.line_ids.filtered("chosen"))
            wizard.missed_count = len(wizard.line_ids.filtered("missed"))

    @api.model
    def _prepare_preview(self, standard):
        """A wizard with a line per clock that would change."""
        now = to_epoch(fields.Datetime.now())
        wizard = self.create({"standard_id": standard.id})
        wizard.line_ids.create(
            [wizard._prepare_line(change, now) for change in self.env["service.clock"].sudo()._find_changes(standard)]
        )
        return wizard

    def _prepare_line(self, change, now):
        missed = state_at(change.before, now) in ("missed", "waived")
        return {
            "apply_id": self.id,
            "clock_id": change.clock["id"],
            "chosen": not missed,
            "missed": missed,
            "limit_before": change.clock["limit_seconds"] / 3600,
            "limit_after": change.promise.limit / 3600,
            "due_before": from_epoch(change.before.due),
            "due_after": from_epoch(change.after.due),
            "late_after": not missed and change.after.due is not None and change.after.due <= now,
        }

    def action_apply(self):
        """Apply to the chosen clocks; what changed since the preview is judged as it is now."""
        self.ensure_one()
        self.check_access("write")
        self.standard_id.check_access("write")
        if self.standard_id.state != "in_force":
            raise UserError(self.env._("%(standard)s is not in force.", standard=self.standard_id.display_name))
        chosen = self.line_ids.filtered(lambda line: line.chosen and not line.missed).clock_id
        if not chosen:
            raise UserError(self.env._("Choose the clocks that shall follow this standard."))
        clocks, now = self.env["service.clock"].sudo(), to_epoch(fields.Datetime.now())
        changes = clocks._find_changes(self.standard_id, only=chosen.ids, lock=True)
        changes = [change for change in changes if state_at(change.before, now) not in ("missed", "waived")]
        clocks._apply_changes(changes, self.note or self.env._("Standard applied to open cases"))
        self.standard_id.message_post(body=self.env._("Applied to %(count)s open clocks.", count=len(changes)))
        return {"type": "ir.actions.act_window_close"}


class ServiceStandardApplyLine(models.TransientModel):
    """What would change on one open clock."""

    _name = "service.standard.apply.line"
    _description = "Change of an Open Clock"
    _order = "missed, due_after, id"

    apply_id = fields.Many2one("service.standard.apply", required=True, ondelete="cascade", index=True)
    chosen = fields.Boolean()
    clock_id = fields.Many2one("service.clock", required=True, readonly=True, ondelete="cascade")
    ticket_id = fields.Many2one(related="clock_id.ticket_id")
    metric = fields.Selection(related="clock_id.metric")
    missed = fields.Boolean(
        string="Already Missed", readonly=True, help="A missed promise stays missed: it keeps its standard."
    )
    late_after = fields.Boolean(
        string="Due at Once", readonly=True, help="More time is used already than the new limit gives."
    )
    limit_before = fields.Float(string="Limit (h)", readonly=True)
    limit_after = fields.Float(string="New Limit (h)", readonly=True)
    due_before = fields.Datetime(string="Due", readonly=True)
    due_after = fields.Datetime(string="New Due", readonly=True)
