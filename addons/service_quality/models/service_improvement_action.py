from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ServiceImprovementAction(models.Model):
    """A measure with an owner and a date; the owner is reminded, and who leads the improvement when it is late."""

    _name = "service.improvement.action"
    _description = "Measure"
    _order = "improvement_id, deadline, id"

    improvement_id = fields.Many2one("service.improvement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="improvement_id.company_id", store=True)
    cycle = fields.Integer(readonly=True, aggregator=None)
    kind = fields.Selection(
        [("containment", "Containment"), ("corrective", "Corrective"), ("preventive", "Preventive")],
        required=True,
        default="corrective",
    )
    name = fields.Char(string="Measure", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="restrict",
    )
    deadline = fields.Date(
        required=True, default=lambda self: fields.Date.add(fields.Date.context_today(self), weeks=2)
    )
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done"), ("dropped", "Dropped")], required=True, default="todo", readonly=True
    )
    done_on = fields.Date(readonly=True)
    note = fields.Text(string="Result")
    late_told = fields.Boolean(readonly=True)

    can_end = fields.Boolean(compute="_compute_can_end", help="Its owner, and who may change the improvement.")

    _todo_idx = models.Index("(deadline) WHERE state = 'todo'")

    @api.depends("user_id", "improvement_id.user_id")
    @api.depends_context("uid")
    def _compute_can_end(self):
        editable = self.improvement_id.sudo(False)._filtered_access("write")
        for action in self:
            action.can_end = action.user_id == self.env.user or action.improvement_id in editable

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        for action in actions.sudo():
            action.cycle = action.improvement_id.cycle
        actions.sudo()._remind()
        return actions

    def write(self, vals):
        if not self.env.su:
            if {"state", "done_on", "cycle", "late_told"} & vals.keys():
                raise AccessError(self.env._("Press Done or Drop."))
            for action in self:
                if action.improvement_id.sudo().with_env(self.env).has_access("write"):
                    continue
                if not {"note"}.issuperset(vals) or action.user_id != self.env.user:
                    raise AccessError(self.env._("The owner of the improvement changes its measures."))
        res = super().write(vals)
        if {"user_id", "deadline", "name"} & vals.keys():
            waiting = self.sudo().filtered(lambda action: action.state == "todo")
            waiting._end_activities()
            waiting._remind()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_promised(self):
        """Somebody is judged by a measure once it is carried out."""
        if not self.env.su and any(action.state != "todo" or action.improvement_id.state != "plan" for action in self):
            raise UserError(self.env._("A measure that is under way is dropped, not deleted."))

    def action_done(self):
        self._end("done")

    def action_drop(self):
        self._end("dropped")

    def _end(self, state):
        self.check_access("read")
        for action in self:
            if action.user_id != self.env.user:
                action.improvement_id.check_access("write")
        todo = self.sudo().filtered(lambda action: action.state == "todo")
        todo.write({"state": state, "done_on": fields.Date.context_today(self)})
        todo._end_activities()

    def _remind(self):
        kind = self.env.ref("service_quality.mail_activity_type_improvement")
        model = self.env["ir.model"]._get_id("service.improvement")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model,
                    "res_id": action.improvement_id.id,
                    "user_id": action.user_id.id,
                    "summary": action.name,
                    "date_deadline": action.deadline,
                    "service_improvement_action_id": action.id,
                }
                for action in self
            ]
        )

    def _end_activities(self):
        self.env["mail.activity"].sudo().search([("service_improvement_action_id", "in", self.ids)]).unlink()

    @api.model
    def _cron_late(self):
        """Whoever leads the improvement hears once of each measure that is late."""
        late = self.search(
            [
                ("state", "=", "todo"),
                ("deadline", "<", fields.Date.today()),
                ("late_told", "=", False),
                ("improvement_id.state", "in", ("plan", "do")),
            ]
        )
        for user, actions in late.grouped(lambda action: action.improvement_id.user_id).items():
            for improvement, mine in actions.grouped("improvement_id").items():
                told = improvement.with_context(lang=user.lang or self.env.lang)
                told.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=told.env._("Late measures: %(improvement)s", improvement=improvement.name),
                    body=", ".join(f"{action.name} ({action.user_id.name})" for action in mine),
                )
        late.late_told = True
