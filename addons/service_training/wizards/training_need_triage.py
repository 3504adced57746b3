from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.training_need import OPEN


class TrainingNeedTriage(models.TransientModel):
    """What becomes of needs: a line of a plan, a seat in a session, or a refusal with its reason."""

    _name = "training.need.triage"
    _description = "Decide about Training Needs"

    need_ids = fields.Many2many("training.need", string="Needs", required=True)
    decision = fields.Selection(
        [("plan", "Put into a plan"), ("session", "Enrol in a session"), ("refuse", "Refuse with a reason")],
        required=True,
        default="plan",
    )
    course_id = fields.Many2one(
        "training.course",
        domain=[("state", "=", "in_force")],
        compute="_compute_course_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Needs of another course, or of none yet, become needs of this one.",
    )
    root_id = fields.Many2one(related="course_id.root_id")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    plan_id = fields.Many2one(
        "training.plan", domain="[('state', '=', 'draft'), ('company_id', '=', company_id)]", string="Into Plan"
    )
    session_id = fields.Many2one(
        "training.session",
        string="Into Session",
        domain="[('state', 'in', ('open', 'running')), ('course_id.root_id', '=', root_id),"
        " ('company_id', '=', company_id)]",
    )
    reason = fields.Char()

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "training.need":
            needs = self.env["training.need"].browse(self.env.context.get("active_ids", []))
            values["need_ids"] = [Command.set(needs.filtered(lambda need: need.state in OPEN).ids)]
        return values

    @api.depends("need_ids")
    def _compute_course_id(self):
        for triage in self:
            roots = triage.need_ids.root_id
            triage.course_id = triage.course_id or (roots._in_force() if len(roots) == 1 else False)

    @api.depends("need_ids")
    def _compute_company_id(self):
        for triage in self:
            triage.company_id = triage.need_ids.company_id[:1]

    def action_decide(self):
        self.ensure_one()
        needs = self.need_ids.filtered(lambda need: need.state in OPEN)
        if not needs:
            raise UserError(self.env._("These needs are decided already."))
        if self.decision == "refuse":
            if not (self.reason or "").strip():
                raise UserError(self.env._("Say why: whoever asked reads it."))
            needs._refuse(self.reason)
        else:
            if len(needs.company_id) > 1:
                raise UserError(self.env._("Decide about the needs of one company at a time."))
            if self.course_id:
                needs = needs._choose_course(self.course_id)
            needs._check_course()
            self._arrange(needs)
        return {"type": "ir.actions.act_window_close"}

    def _arrange(self, needs):
        if self.decision == "plan":
            if not self.plan_id:
                raise UserError(self.env._("Choose the plan: one that is a draft."))
            self.plan_id._take(needs)
        else:
            if not self.session_id:
                raise UserError(self.env._("Choose the session."))
            if needs.root_id != self.session_id.course_id.root_id:
                raise UserError(self.env._("Choose a session of the course that is needed."))
            needs._enroll(self.session_id)
