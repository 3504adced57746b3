from odoo import fields, models
from odoo.fields import Domain

from .maintenance_equipment import LEDGER


class MaintenanceEquipment(models.Model):
    """The operating rules that hold for an equipment, and whether its holder knows them."""

    _inherit = "maintenance.equipment"

    operating_rule_ids = fields.Many2many(
        "service.operating.rule", string="Operating Rules", compute="_compute_operating_rules", groups=LEDGER
    )
    rule_note = fields.Char(string="Rules to Acknowledge", compute="_compute_operating_rules", groups=LEDGER)

    def _compute_operating_rules(self):
        rules = self._get_rules()
        for equipment in self:
            mine = rules.filtered(lambda rule, equipment=equipment: equipment._is_under(rule))
            holder = equipment.tool_holder_id or equipment.employee_id.sudo().user_id
            unread = mine.sudo().filtered(
                lambda rule, holder=holder: holder and holder not in rule.acknowledgement_ids.user_id
            )
            equipment.operating_rule_ids = mine
            equipment.rule_note = equipment._explain_unread(unread, holder) if unread else False

    def _explain_unread(self, rules, holder):
        return self.env._(
            "%(holder)s has not acknowledged: %(rules)s",
            holder=holder.name,
            rules=", ".join(f"{rule.name} v{rule.version}" for rule in rules),
        )

    def _get_rules(self):
        """The rules in force for any of these."""
        domain = Domain("equipment_ids", "in", self.ids) | Domain("category_ids", "in", self.category_id.ids)
        return self.env["service.operating.rule"].search(Domain("state", "=", "in_force") & domain)

    def _is_under(self, rule):
        return self._origin in rule.sudo().equipment_ids or self.category_id in rule.sudo().category_ids

    def _get_unread_rules(self, user):
        """Rules in force for any of these that a user has not acknowledged."""
        rules = self.sudo()._get_rules()
        read = (
            self.env["service.operating.acknowledgement"]
            .sudo()
            .search([("rule_id", "in", rules.ids), ("user_id", "=", user.id)])
            .rule_id
        )
        return (rules - read).with_env(self.env)

    def write(self, vals):
        res = super().write(vals)
        if vals.get("employee_id") or "category_id" in vals:
            self.sudo()._get_rules()._ask_holders(self.sudo().employee_id.user_id)
        return res
