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

    def _get_gate(self, user, modes):
        """The rules of some modes that this user does not meet."""
        rules = self.env["training.gate.rule"]._match(self)[self].sudo()
        return rules.filtered(lambda rule: rule.mode in modes and rule._get_missing(user.partner_id))

    def _get_override_reason(self):
        """Why a leader hands out a tool to who is not qualified."""
        return self.env["training.gated.mixin"]._get_override_reason()

    def _find_holder_obstacles(self, users):
        find_first = super()._find_holder_obstacles(users)
        reason = self._get_override_reason()
        strict = {
            tool: rules.sudo()._get_without_exception()
            if reason
            else rules.sudo().filtered(lambda r: r.mode == "block")
            for tool, rules in self.env["training.gate.rule"]._match(self).items()
        }
        courses = self.env["training.course"].sudo().union(*(rules.course_ids for rules in strict.values()))
        holders = self.env["training.certificate"]._get_holders(courses) if courses and users else {}

        def find(tool, user):
            if reason := find_first(tool, user):
                return reason
            missing = strict[tool].course_ids.filtered(
                lambda course: (user.sudo().partner_id.id, course.root_id.id) not in holders
            )
            if not missing:
                return None
            return self.env._(
                "%(user)s does not hold %(courses)s, which %(tool)s needs.",
                user=user.name,
                courses=", ".join(missing.mapped("name")),
                tool=tool.display_name,
            )

        return find
