from odoo import api, fields, models

_OVERRIDE = "service_quality.service_quality_group_leader"


class ServiceComplaintDispatch(models.TransientModel):
    """Who answers for a complaint may need a certificate: the wizard says so, and a leader gives the reason."""

    _inherit = "service.complaint.dispatch"

    needed_course_ids = fields.Many2many(related="ticket_id.needed_course_ids")
    gate_warning = fields.Char(string="Qualification Missing", compute="_compute_gate_warning")
    override_reason = fields.Char(
        string="Dispatch Anyway Because",
        groups=_OVERRIDE,
        help="It is logged with your name.",
    )

    @api.depends("owner_id", "ticket_id")
    def _compute_gate_warning(self):
        for wizard in self:
            owner, needed = wizard.owner_id, wizard.sudo().needed_course_ids
            held = self.env["training.certificate"].sudo()._get_qualified(owner.sudo().partner_id, needed)
            missing = needed.filtered(lambda course, held=held: not held.get(course)) if owner else needed.browse()
            wizard.gate_warning = missing._describe_missing(owner) if missing else False

    def action_dispatch(self):
        reason = self.override_reason if self.env.user.has_group(_OVERRIDE) else False
        if not self.gate_warning or not reason:
            return super().action_dispatch()
        wizard = self.with_context(training_gate_reason=reason)
        return super(ServiceComplaintDispatch, wizard).action_dispatch()
