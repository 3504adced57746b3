from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ServiceVisit(models.Model):
    """The tools of a visit: proposed, planned, and checked before the technician sets out."""

    _inherit = "service.visit"

    tool_ids = fields.One2many("service.visit.tool", "visit_id", string="Tools")
    tool_note = fields.Char(string="Tools Missing", compute="_compute_tool_note", compute_sudo=True)

    @api.depends("tool_ids.problem")
    @api.depends_context("lang")
    def _compute_tool_note(self):
        for visit in self:
            problems = visit.tool_ids.filtered("problem").mapped("problem")
            visit.tool_note = " ".join(dict.fromkeys(problems)) if visit.state in ("offered", "confirmed") else False

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._propose_tools()
        return visits

    def _find_obstacles(self):
        """Also a tool planned for a visit that is planned for another one at that time."""
        obstacles = super()._find_obstacles()
        possible = (self - self.browse().concat(*obstacles)).filtered(lambda visit: visit.start and visit.stop)
        tools = possible._origin.sudo().tool_ids.equipment_id
        if not tools:
            return obstacles
        find = tools._find_plans(min(possible.mapped("start")), max(possible.mapped("stop")))
        for visit in possible:
            for tool in visit._origin.sudo().tool_ids.equipment_id:
                if conflict := find(tool, visit.start, visit.stop, visit._origin):
                    obstacles[visit] = conflict
                    break
        return obstacles

    def action_propose_tools(self):
        """What the kits of the product say, and for each the tool that fits best."""
        self.check_access("write")
        if any(visit.state not in ("offered", "confirmed") for visit in self):
            raise UserError(self.env._("This visit has begun or is over: its tools are not planned any more."))
        self._propose_tools()

    def _propose_tools(self):
        visits = self.sudo().filtered(lambda visit: visit.place == "on_site")
        get_needed = self.env["service.tool.kit"]._get_needed(visits.company_id, visits.product_id)
        missing = []
        for visit in visits:
            planned = visit.tool_ids.grouped("category_id")
            for category, number in get_needed(visit.company_id, visit.product_id).items():
                lacking = number - len(planned.get(category, ()))
                missing += [{"visit_id": visit.id, "category_id": category.id}] * lacking
        lines = visits.tool_ids | self.env["service.visit.tool"].sudo().create(missing)
        lines.filtered(lambda line: not line.equipment_id)._choose_tools()

    def action_set_out(self):
        for visit in self:
            visit._check_tools()
        return super().action_set_out()

    def _check_tools(self):
        """Before setting out: refused, or noted, as the company wants it.

        :raises UserError: with what is missing
        """
        note = self.tool_note
        if not note or self.place != "on_site":
            return
        if self.sudo().company_id.service_tool_gate == "block":
            raise UserError(self.env._("Not yet: %(problems)s", problems=note))
        self.sudo().message_post(body=self.env._("Set out although tools are missing: %(problems)s", problems=note))


class ServiceVisitTool(models.Model):
    _inherit = "service.visit.tool"

    def _choose_tools(self):
        """Give each line a tool that is free and valid then: what the technician holds already comes first."""
        tools = self.env["maintenance.equipment"].search(
            Domain("asset_kind", "=", "tool")
            & Domain("category_id", "in", self.category_id.ids)
            & Domain("company_id", "in", [*self.company_id.ids, False])
        )
        of_kind = tools.grouped("category_id")
        find = self._get_tool_finder(tools)
        # What is chosen here is not known to the finder yet
        taken = defaultdict(list)
        for line in self.visit_id.tool_ids.filtered("equipment_id"):
            taken[line.equipment_id].append(line.visit_id)
        for line in self:
            if tool := line._choose_tool(of_kind.get(line.category_id, tools.browse()), find, taken):
                line.equipment_id = tool
                taken[tool].append(line.visit_id)

    def _choose_tool(self, tools, find, taken):
        visit = self.visit_id
        usable = tools.filtered(lambda tool: tool.company_id in (visit.company_id, tool.company_id.browse()))
        for tool in usable.sorted(lambda tool: (tool.tool_holder_id != visit.technician_id, tool.id)):
            if not any(visit._overlaps(other.start, other.stop) for other in taken[tool]) and not find(self, tool):
                return tool
        return None
