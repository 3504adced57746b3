from odoo import api, fields, models


class TrainingNeedAsk(models.TransientModel):
    """A leader says that somebody needs training, because of a case."""

    _name = "training.need.ask"
    _description = "Ask for Training"

    ticket_id = fields.Many2one("helpdesk.ticket", string="Case", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        domain=[("share", "=", False)],
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    course_id = fields.Many2one(
        "training.course", domain=[("state", "=", "in_force")], help="Empty: who plans trainings chooses."
    )
    reason = fields.Char(string="Why", required=True)
    due = fields.Date(string="By")

    @api.depends("ticket_id")
    def _compute_user_id(self):
        for wizard in self:
            ticket = wizard.ticket_id
            case = ticket.complaint_origin_id or ticket
            wizard.user_id = wizard.user_id or case.solved_by_id or case.user_id

    def action_ask(self):
        self.ensure_one()
        self.ticket_id.check_access("write")
        self.env["training.need"]._report(
            "complaint" if self.ticket_id.kind == "complaint" else "manual",
            self.course_id,
            self.user_id.sudo().partner_id,
            origin=self.ticket_id,
            name=self.reason,
            due=self.due,
            company_id=self.ticket_id.company_id.id,
        )
        params = {"type": "success", "message": self.env._("The training officers read it among the training needs.")}
        close = {"type": "ir.actions.act_window_close"}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {**params, "next": close}}
