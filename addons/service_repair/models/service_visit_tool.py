from odoo import api, fields, models
from odoo.exceptions import UserError

from .service_visit import OPEN


class ServiceVisitTool(models.Model):
    """A class of tools that a visit needs, and the tool that was chosen for it.

    A tool cannot be planned for two visits at the same time: an exclusion
    constraint sees to it, whoever plans first.
    """

    _name = "service.visit.tool"
    _description = "Tool of a Visit"
    _order = "visit_id, id"

    visit_id = fields.Many2one("service.visit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
    category_id = fields.Many2one(
        "maintenance.equipment.category", string="Class of Tools", required=True, ondelete="restrict"
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Tool",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('asset_kind', '=', 'tool'), ('category_id', '=', category_id)]",
    )
    start = fields.Datetime(related="visit_id.start", store=True)
    stop = fields.Datetime(related="visit_id.stop", store=True)
    blocking = fields.Boolean(compute="_compute_blocking", store=True)
    problem = fields.Char(compute="_compute_problem", compute_sudo=True)

    _tool_free = models.Constraint(
        "EXCLUDE USING gist (int4range(equipment_id, equipment_id, '[]') WITH &&, tsrange(start, stop) WITH &&)"
        " WHERE (blocking AND equipment_id IS NOT NULL)",
        "The tool is planned for another visit at that time: choose another tool.",
    )

    @api.depends("visit_id.state")
    def _compute_blocking(self):
        for line in self:
            line.blocking = line.visit_id.state in OPEN

    @api.depends("equipment_id", "visit_id.start", "visit_id.stop", "visit_id.technician_id")
    @api.depends_context("lang")
    def _compute_problem(self):
        problems = self._find_problems()
        for line in self:
            line.problem = problems.get(line, False)

    def _find_problems(self):
        """What is missing: ``{line: sentence}``, in a constant number of queries."""
        find = self._get_tool_finder(self.equipment_id._origin)
        problems = {}
        for line in self:
            tool = line.equipment_id._origin
            if not tool:
                problems[line] = self.env._("No tool is chosen: %(kind)s.", kind=line.category_id.name)
            elif reason := find(line, tool):
                problems[line] = reason
        return problems

    def _get_tool_finder(self, tools):
        """Why tools cannot be used on these lines: a function of a line and a tool, to a sentence or None."""
        visits = self.visit_id.filtered(lambda visit: visit.start and visit.stop)
        if not visits or not tools:
            return lambda line, tool: None
        obstacle = tools._find_obstacles(min(visits.mapped("start")), max(visits.mapped("stop")))
        withheld = tools._find_holder_obstacles(visits.technician_id)

        def find(line, tool):
            visit = line.visit_id
            if visit not in visits:
                return None
            technician = visit.technician_id
            return obstacle(tool, visit.start, visit.stop, technician, visit._origin) or withheld(tool, technician)

        return find

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_kind()
        return lines

    def write(self, vals):
        if not self.env.su and any(line.visit_id.state not in OPEN for line in self):
            raise UserError(self.env._("This visit is over: its tools are not changed any more."))
        res = super().write(vals)
        self._check_kind()
        return res

    def _check_kind(self):
        for line in self.filtered("equipment_id"):
            tool = line.sudo().equipment_id
            if tool.asset_kind != "tool" or tool.category_id != line.category_id:
                raise UserError(
                    self.env._(
                        "%(tool)s is no tool of the class %(kind)s: choose one that is.",
                        tool=tool.display_name,
                        kind=line.category_id.name,
                    )
                )
            if tool.company_id and tool.company_id != line.visit_id.company_id:
                raise UserError(self.env._("%(tool)s belongs to another company.", tool=tool.display_name))
