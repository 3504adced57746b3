from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .maintenance_equipment import LEDGER


class MaintenanceEquipment(models.Model):
    """A tool: who has it, and what stands in the way of its use."""

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
        obstacles = self._get_obstacles(now, now, None)
        for equipment in self:
            equipment.use_obstacle = obstacles.get(equipment, False)

    def _get_obstacles(self, start, stop, user, visit=None):
        """What forbids the use of these things in a span: ``{equipment: sentence}``, in a constant number of queries.

        :param user: who wants to use them; None asks about the things alone, whoever holds them
        :param visit: the visit that it is for, which does not stand in its own way
        """
        day = fields.Date.context_today(self, stop)
        repairs, maintenance = self._get_maintenance_between(start, stop)
        loans = self._get_loans_until(fields.Date.context_today(self, start), user)
        plans = self._get_plans_between(start, stop, visit) if user else {}
        obstacles = {}
        for equipment in self:
            reason = (
                equipment._explain_gone()
                or equipment._explain_check(day)
                or repairs.get(equipment.id)
                or maintenance.get(equipment.id)
                or loans.get(equipment.id)
                or plans.get(equipment.id)
            )
            if reason:
                obstacles[equipment] = reason
        return obstacles

    def _explain_gone(self):
        if self.scrap_date or not self.active:
            return self.env._("%(tool)s is scrapped.", tool=self.display_name)
        return None

    def _get_maintenance_between(self, start, stop):
        """Sentences about open repairs, and about maintenance planned in the span: two dicts by id."""
        requests = (
            self.env["maintenance.request"]
            .sudo()
            .search([("equipment_id", "in", self.ids), ("stage_id.done", "=", False), ("archive", "=", False)])
        )
        repairs, planned = {}, {}
        for request in requests:
            tool = request.equipment_id
            if request.maintenance_type == "corrective":
                repairs[tool.id] = self.env._(
                    "%(tool)s is under repair (%(request)s).", tool=tool.display_name, request=request.name
                )
            elif (
                request.schedule_date
                and request.schedule_date < max(stop, fields.Datetime.add(start, seconds=1))
                and (request.schedule_end or request.schedule_date) > start
            ):
                planned[tool.id] = self.env._(
                    "%(tool)s has its maintenance then (%(request)s).", tool=tool.display_name, request=request.name
                )
        return repairs, planned

    def _get_loans_until(self, day, user):
        """Sentences about tools that somebody else is expected to have on a day, or should have brought back."""
        if not user:
            return {}
        loans = (
            self.env["service.tool.loan"]
            .sudo()
            .search([("equipment_id", "in", self.ids), ("returned_on", "=", False), ("user_id", "!=", user.id)])
        )
        today = fields.Date.context_today(self)
        return {
            loan.equipment_id.id: loan._explain_held() for loan in loans if loan.due_on >= day or loan.due_on < today
        }

    def _get_plans_between(self, start, stop, visit):
        lines = (
            self.env["service.visit.tool"]
            .sudo()
            .search(
                [
                    ("equipment_id", "in", self.ids),
                    ("blocking", "=", True),
                    ("start", "<", stop),
                    ("stop", ">", start),
                    ("visit_id", "!=", visit.id if visit else False),
                ]
            )
        )
        return {
            line.equipment_id.id: self.env._(
                "%(tool)s is planned for another visit at that time: %(visit)s, %(moment)s.",
                tool=line.equipment_id.display_name,
                visit=line.visit_id.repair_id.name,
                moment=format_datetime(self.env, line.start, dt_format="short"),
            )
            for line in lines
        }

    def _find_holder_obstacle(self, user):
        """Why this person may not have the tool; None if nothing forbids it."""
        self.ensure_one()
        if rule := self._get_unread_rules(user)[:1]:
            return self.env._(
                "%(user)s has not acknowledged “%(rule)s” (version %(version)s) yet, which holds for %(tool)s.",
                user=user.name,
                rule=rule.name,
                version=rule.version,
                tool=self.display_name,
            )
        return None

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
