from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ServiceVisit(models.Model):
    """The tools of a visit: proposed, planned, and checked before the technician sets out."""

    _inherit = "service.visit"

    tool_ids = fields.One2many("service.visit.tool", "visit_id", string="Tools")
    tool_note = fields.Char(string="Tools Missing", compute="_compute_tool_note", compute_sudo=True)

    @api.depends("tool_ids.problem")
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
        for visit in self - self.browse().concat(*obstacles):
            if tools := visit._origin.sudo().tool_ids.equipment_id:
                conflicts = tools._get_plans_between(visit.start, visit.stop, visit._origin)
                if conflicts:
                    obstacles[visit] = next(iter(conflicts.values()))
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
        for visit in visits:
            needed = get_needed(visit.company_id, visit.product_id)
            if not needed:
                continue
            planned = visit.tool_ids.grouped("category_id")
            missing = []
            for category, number in needed.items():
                have = len(planned.get(category, ()))
                missing += [{"visit_id": visit.id, "category_id": category.id}] * (number - have)
            lines = visit.tool_ids | self.env["service.visit.tool"].sudo().create(missing)
            lines.filtered(lambda line: not line.equipment_id)._choose_tools(visit)

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

    def _choose_tools(self, visit):
        """Give each line a tool that is free and valid then: what the technician holds already comes first."""
        tools = self.env["maintenance.equipment"].search(
            Domain("asset_kind", "=", "tool")
            & Domain("category_id", "in", self.category_id.ids)
            & Domain("company_id", "in", [visit.company_id.id, False])
        )
        obstacles = tools._get_obstacles(visit.start, visit.stop, visit.technician_id, visit)
        taken = visit.tool_ids.equipment_id
        usable = (tools - taken).filtered(lambda tool: tool not in obstacles)
        usable = usable.sorted(lambda tool: (tool.tool_holder_id != visit.technician_id, tool.id))
        for line in self:
            candidates = (tool for tool in usable if tool.category_id == line.category_id)
            # What stands in the technician's own way is asked of one tool after the other, until one fits
            if tool := next((t for t in candidates if not t._find_holder_obstacle(visit.technician_id)), None):
                line.equipment_id = tool
                usable -= tool
