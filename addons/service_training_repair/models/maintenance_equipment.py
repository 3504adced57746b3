from odoo import fields, models


class MaintenanceEquipment(models.Model):
    """Tools that only people with a certificate may take."""

    _inherit = "maintenance.equipment"

    needed_course_ids = fields.Many2many(
        "training.course",
        string="Certificates Needed",
        compute="_compute_needed_course_ids",
        compute_sudo=True,
        groups="service_repair.service_repair_group_technician,maintenance.group_equipment_manager",
    )

    def _compute_needed_course_ids(self):
        matches = self.env["training.gate.rule"]._match(self)
        for equipment in self:
            equipment.needed_course_ids = matches[equipment].course_ids

    def _get_gate(self, user, mode):
        """The rules of a mode that this user does not meet."""
        rules = self.env["training.gate.rule"]._match(self)[self].sudo()
        return rules.filtered(lambda rule: rule.mode == mode and rule._get_missing(user.partner_id))

    def _find_holder_obstacle(self, user):
        obstacle = super()._find_holder_obstacle(user)
        if not obstacle and (rules := self._get_gate(user, "block")):
            obstacle = self.env._(
                "%(user)s does not hold %(courses)s, which %(tool)s needs.",
                user=user.name,
                courses=", ".join(rules._get_missing(user.partner_id).mapped("name")),
                tool=self.display_name,
            )
        return obstacle
