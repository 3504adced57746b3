from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.moment import to_epoch
from ..engine.process_log import Step, begun, reordered
from ..locking import lock
from .service_process_step import ROLES


class ServiceCaseStep(models.Model):
    """A step of one case: to do, done or skipped, by whom and when.

    The rows are made by ``service.process._open_on``; their state changes by
    the actions alone. What belongs to the step is copied when the case begins,
    so that a new version changes no case that is under way.
    """

    _name = "service.case.step"
    _description = "Step of a Case"
    _order = "ticket_id, sequence, id"
    _rec_name = "step_id"

    ticket_id = fields.Many2one("helpdesk.ticket", string="Case", required=True, readonly=True, ondelete="cascade")
    process_id = fields.Many2one("service.process", required=True, readonly=True, index=True, ondelete="restrict")
    step_id = fields.Many2one("service.process.step", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one(related="ticket_id.team_id")
    user_id = fields.Many2one(related="ticket_id.user_id")
    sequence = fields.Integer(readonly=True)
    required = fields.Boolean(readonly=True)
    role = fields.Selection(ROLES, string="Owner", readonly=True)
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done"), ("skipped", "Skipped")], required=True, default="todo", readonly=True
    )
    done_at = fields.Datetime(string="On", readonly=True)
    done_by_id = fields.Many2one("res.users", string="By", readonly=True)
    seconds = fields.Integer(readonly=True, aggregator="avg", help="Working time since the step before, in seconds.")
    minutes = fields.Float(
        compute="_compute_minutes", store=True, aggregator="avg", help="Working time since the step before."
    )
    reordered = fields.Boolean(string="Out of Turn", readonly=True)
    undone_count = fields.Integer(string="Taken Back", readonly=True)
    skip_reason = fields.Char(readonly=True)
    # What the process says
    instruction = fields.Text(related="step_id.instruction")
    standard_minutes = fields.Integer(related="step_id.standard_minutes")
    evidence = fields.Selection(related="step_id.evidence")
    evidence_field_id = fields.Many2one(related="step_id.evidence_field_id")
    check_ids = fields.One2many(related="step_id.check_ids")
    # What the people say
    checked_ids = fields.Many2many(
        "service.process.check", domain="[('step_id', '=', step_id)]", help="What was checked."
    )
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Documents", bypass_search_access=True)

    _ticket_idx = models.Index("(ticket_id, sequence)")
    _ANSWERS = frozenset({"checked_ids", "note", "attachment_ids"})

    @api.depends("seconds", "state")
    def _compute_minutes(self):
        for step in self:
            step.minutes = step.seconds / 60 if step.state == "done" else 0

    def write(self, vals):
        if not self.env.su:
            if not self._ANSWERS.issuperset(vals):
                raise AccessError(self.env._("Steps are done and skipped by their buttons only."))
            if any(step.state != "todo" for step in self):
                raise UserError(self.env._("This step is over: take it back first."))
        return super().write(vals)

    # Actions

    def action_open(self):
        """The step in a form of its own, to tick its checks and add its evidence."""
        self.ensure_one()
        return self._get_records_action(name=self.step_id.name, target="new")

    def action_done(self):
        self.ensure_one()
        self._check_turn("todo")
        if missing := self._list_missing():
            raise UserError(
                self.env._("Before “%(step)s” is done: %(missing)s", step=self.step_id.name, missing="; ".join(missing))
            )
        self._finish("done")

    def action_skip(self):
        """Ask for the reason."""
        self.ensure_one()
        self._check_turn("todo")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Skip Step"),
            "res_model": "service.step.skip",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_step_id": self.id},
        }

    def action_undo(self):
        """To be done again; that it was taken back is kept."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "todo":
            return
        self.sudo().write(
            {
                "state": "todo",
                "done_at": False,
                "done_by_id": False,
                "seconds": 0,
                "skip_reason": False,
                "undone_count": self.undone_count + 1,
            }
        )
        self.ticket_id._mark_reordered()

    def _skip(self, reason):
        self._check_turn("todo")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the step is skipped."))
        self._finish("skipped", skip_reason=reason.strip())

    # Steps

    def _check_turn(self, state):
        self.check_access("write")
        self.ticket_id.check_access("write")
        # Two who press at once: the second finds it done
        lock(self)
        if self.state != state:
            raise UserError(self.env._("“%s” is over already.", self.step_id.name))

    def _list_missing(self):
        """What has to be there before the step can be done, in words."""
        self.ensure_one()
        missing = [self.env._("check “%s”", check.name) for check in self.step_id.check_ids - self.checked_ids]
        if self.evidence == "text" and not (self.note or "").strip():
            missing.append(self.env._("write a note"))
        if self.evidence == "attachment" and not self.attachment_ids:
            missing.append(self.env._("attach a document or picture"))
        if self.evidence == "field":
            field = self.step_id.sudo().evidence_field_id
            if not self.ticket_id[field.name]:
                missing.append(self.env._("fill in “%s” on the case", field.field_description))
        return missing

    def _finish(self, state, **values):
        ticket, now = self.ticket_id, fields.Datetime.now()
        steps = ticket.sudo().case_step_ids
        start = begun(steps._get_log(), to_epoch(min(steps.mapped("create_date"))))
        seconds = ticket.sudo()._get_process_time().seconds_between(int(start), to_epoch(now))
        values |= {"state": state, "done_at": now, "done_by_id": self.env.uid, "seconds": max(seconds, 0)}
        self.sudo().write(values)
        ticket._mark_reordered()

    def _get_log(self):
        """The steps as the engine reads them."""
        return [
            Step(
                step.id,
                step.sequence,
                step.state,
                step.required,
                to_epoch(step.done_at) if step.done_at else None,
                step.undone_count,
            )
            for step in self
        ]

    def _describe(self, kind):
        """A deviation in words (kinds as in ``engine.process_log.deviations``)."""
        self.ensure_one()
        name = self.step_id.name
        if kind == "skipped":
            return self.env._("“%(step)s” was skipped: %(reason)s", step=name, reason=self.skip_reason)
        if kind == "left_open":
            return self.env._("“%(step)s” was left open", step=name)
        if kind == "reordered":
            return self.env._("“%(step)s” was done out of turn", step=name)
        return self.env._("“%(step)s” was taken back", step=name)

    def _mark_reordered(self):
        astray = reordered(self._get_log())
        for step in self.sudo():
            if step.reordered != (step.id in astray):
                step.reordered = step.id in astray
