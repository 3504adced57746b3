from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.service_tool_loan import CONDITIONS


class ServiceToolDesk(models.TransientModel):
    """Tools go out and come back, by scan: what the person has comes back, what is free goes out."""

    _name = "service.tool.desk"
    _description = "Take or Bring Back Tools"
    _inherit = ["barcodes.barcode_events_mixin"]

    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    may_choose = fields.Boolean(compute="_compute_may_choose")
    code = fields.Char(string="Asset or Serial Number", help="Type it, or scan the label.")
    due_on = fields.Date(
        string="Expected Return", default=lambda self: fields.Date.add(fields.Date.context_today(self), days=7)
    )
    line_ids = fields.One2many("service.tool.desk.line", "desk_id", string="Tools")
    has_out = fields.Boolean(compute="_compute_has_out")
    rule_ids = fields.Many2many("service.operating.rule", string="Rules to Read", compute="_compute_rule_ids")
    acknowledged = fields.Boolean(string="I have read these rules and will follow them")

    @api.depends_context("uid")
    def _compute_may_choose(self):
        self.may_choose = self.env.user.has_group("service_repair.service_repair_group_parts_keeper")

    @api.depends("line_ids.direction")
    def _compute_has_out(self):
        for desk in self:
            desk.has_out = any(line.direction == "out" for line in desk.line_ids)

    @api.depends("line_ids.equipment_id", "user_id")
    def _compute_rule_ids(self):
        for desk in self:
            out = desk.line_ids.filtered(lambda line: line.direction == "out").equipment_id._origin
            desk.rule_ids = out._get_unread_rules(desk.user_id) if out else False

    @api.model
    def default_get(self, fields):
        res = super().default_get(fields)
        if tools := self.env["maintenance.equipment"].browse(self.env.context.get("default_scanned_ids", [])):
            user = self.env["res.users"].browse(res.get("user_id", self.env.uid))
            res["line_ids"] = [Command.create(self._prepare_line(tool, user)) for tool in tools]
        return res

    def _prepare_line(self, tool, user):
        back = tool.loan_id and (
            user == tool.tool_holder_id or self.env.user.has_group("service_repair.service_repair_group_parts_keeper")
        )
        return {"equipment_id": tool.id, "direction": "in" if back else "out", "condition": "good"}

    def on_barcode_scanned(self, barcode):
        self.code = barcode
        return self._onchange_code()

    @api.onchange("code")
    def _onchange_code(self):
        """Add what was scanned; say so where nothing has that number."""
        if not self.code:
            return None
        code, self.code = self.code, False
        found = self.env["maintenance.equipment"]._find_by_scan(code).filtered(lambda e: e.asset_kind == "tool")
        if not found:
            return {
                "warning": {
                    "title": self.env._("Unknown number"),
                    "message": self.env._("No tool has the asset or serial number %(code)s.", code=code),
                    "type": "notification",
                }
            }
        for tool in found - self.line_ids.equipment_id._origin:
            self.line_ids = [Command.create(self._prepare_line(tool, self.user_id))]
        return None

    def action_done(self):
        """Check out what goes out and check in what comes back: all of it or nothing."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Scan or enter a tool first."))
        out = self.line_ids.filtered(lambda line: line.direction == "out")
        if out and not self.due_on:
            raise UserError(self.env._("Enter when the tools come back."))
        if self.acknowledged and self.user_id == self.env.user:
            self.rule_ids.action_acknowledge()
        for line in out:
            line._check_out()
        for line in self.line_ids - out:
            line._check_in()
        return self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_tool_loan_action_my") | {
            "target": "main"
        }


class ServiceToolDeskLine(models.TransientModel):
    _name = "service.tool.desk.line"
    _description = "Tool Taken or Brought Back"

    desk_id = fields.Many2one("service.tool.desk", required=True, ondelete="cascade")
    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Tool", required=True, domain=[("asset_kind", "=", "tool")]
    )
    direction = fields.Selection([("out", "Take"), ("in", "Bring back")], required=True, default="out")
    condition = fields.Selection(CONDITIONS, required=True, default="good")
    photo = fields.Image(max_width=1600, max_height=1600)
    note = fields.Char()
    obstacle = fields.Char(compute="_compute_obstacle")

    @api.depends("equipment_id", "direction", "desk_id.user_id")
    def _compute_obstacle(self):
        now = fields.Datetime.now()
        for line in self:
            user = line.desk_id.user_id
            tool = line.equipment_id._origin
            line.obstacle = (
                tool._get_obstacles(now, now, user).get(tool, False)
                if tool and user and line.direction == "out"
                else False
            )

    def _check_out(self):
        desk = self.desk_id
        self.env["service.tool.loan"]._check_out(
            self.equipment_id,
            desk.user_id,
            desk.due_on,
            condition_out=self.condition,
            photo_out=self.photo,
            note_out=self.note,
        )

    def _check_in(self):
        loan = self.equipment_id.loan_id
        if not loan:
            raise UserError(self.env._("Nobody has %(tool)s.", tool=self.equipment_id.display_name))
        loan._check_in(condition_in=self.condition, photo_in=self.photo, note_in=self.note)
