from odoo import api, fields, models
from odoo.exceptions import UserError

from .maintenance_equipment import LEDGER


class MaintenanceEquipment(models.Model):
    """A tool: who has it."""

    _inherit = "maintenance.equipment"

    loan_ids = fields.One2many("service.tool.loan", "equipment_id", string="Check-outs", groups=LEDGER)
    loan_id = fields.Many2one(
        "service.tool.loan",
        string="Present Check-out",
        compute="_compute_loan_id",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
        groups=LEDGER,
    )
    tool_holder_id = fields.Many2one(related="loan_id.user_id", string="Checked Out by", groups=LEDGER)
    tool_due_on = fields.Date(related="loan_id.due_on", string="Expected Return", groups=LEDGER)
    use_obstacle = fields.Char(string="Not to Be Used", compute="_compute_use_obstacle", groups=LEDGER)

    @api.depends("loan_ids.returned_on")
    def _compute_loan_id(self):
        for equipment in self:
            equipment.loan_id = equipment.loan_ids.filtered(lambda loan: not loan.returned_on)[:1]

    @api.depends("check_due", "check_result", "check_interval", "scrap_date", "active", "loan_id")
    @api.depends_context("uid")
    def _compute_use_obstacle(self):
        now = fields.Datetime.now()
        obstacles = self._get_obstacles(now, now)
        for equipment in self:
            equipment.use_obstacle = obstacles.get(equipment, False)

    def _ask_repair(self, subject, user):
        """An own request of maintenance for what came back damaged; until it is done nobody gets the thing."""
        teams = self.env["maintenance.team"].sudo()
        for equipment in self.sudo():
            company = equipment.company_id or self.env.company
            team = equipment.maintenance_team_id or teams.search([("company_id", "in", [company.id, False])], limit=1)
            if not team:
                raise UserError(self.env._("No maintenance team can repair it: create one in Maintenance first."))
            self.env["maintenance.request"].sudo().create(
                {
                    "name": f"{equipment.name}: {subject}",
                    "equipment_id": equipment.id,
                    "maintenance_type": "corrective",
                    "maintenance_team_id": team.id,
                    "company_id": company.id,
                    "employee_id": user.with_company(company).employee_id.id,
                }
            )

    # Buttons

    def action_check_out(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_tool_desk_action")
        return {**action, "context": {"default_scanned_ids": self.ids}}

    def action_view_loans(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_tool_loan_action")
        return {**action, "domain": [("equipment_id", "in", self.ids)], "context": {}}
