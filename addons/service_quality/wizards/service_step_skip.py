from odoo import fields, models


class ServiceStepSkip(models.TransientModel):
    """Why a step of a case is left out."""

    _name = "service.step.skip"
    _description = "Skip Step"

    case_step_id = fields.Many2one("service.case.step", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_skip(self):
        self.ensure_one()
        self.case_step_id._skip(self.reason)


class ServiceProcessApply(models.TransientModel):
    """Choose the process that a case follows."""

    _name = "service.process.apply"
    _description = "Apply Process"

    ticket_id = fields.Many2one("helpdesk.ticket", string="Case", required=True, ondelete="cascade")
    process_id = fields.Many2one(
        "service.process", required=True, domain=[("state", "=", "in_force")], ondelete="cascade"
    )

    def action_apply(self):
        self.ensure_one()
        self.ticket_id._apply_process(self.process_id)
