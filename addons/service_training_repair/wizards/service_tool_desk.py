from odoo import api, fields, models

_OVERRIDE = "service_quality.service_quality_group_leader"


class ServiceToolDesk(models.TransientModel):
    """Tools that need a certificate: who lacks it is told, and a leader may hand them out for a reason."""

    _inherit = "service.tool.desk"

    needed_course_ids = fields.Many2many(
        "training.course", string="Certificates Needed", compute="_compute_gate", compute_sudo=True
    )
    gate_warning = fields.Char(string="Qualification Missing", compute="_compute_gate", compute_sudo=True)
    override_reason = fields.Char(
        string="Hand Out Anyway Because", groups=_OVERRIDE, help="It is logged with your name."
    )

    @api.depends("line_ids.equipment_id", "line_ids.direction", "user_id")
    def _compute_gate(self):
        for desk in self:
            tools = desk.line_ids.filtered(lambda line: line.direction == "out").equipment_id._origin
            needed = tools.needed_course_ids
            held = self.env["training.certificate"]._get_qualified(desk.user_id.partner_id, needed)
            missing = needed.filtered(lambda course, held=held: not held.get(course))
            desk.needed_course_ids = needed
            desk.gate_warning = missing._describe_missing(desk.user_id) if missing and desk.user_id else False

    def action_done(self):
        reason = self.override_reason if self.env.user.has_group(_OVERRIDE) else False
        if not self.gate_warning or not reason:
            return super().action_done()
        return super(ServiceToolDesk, self.with_context(training_gate_reason=reason)).action_done()
