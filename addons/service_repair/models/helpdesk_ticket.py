from odoo import api, fields, models

# A user of the helpdesk alone knows nothing of repairs
_MAY_READ_REPAIRS = "service_quality.service_quality_group_agent,stock.group_stock_user"


class HelpdeskTicket(models.Model):
    """A ticket may lead to work orders."""

    _inherit = "helpdesk.ticket"

    repair_ids = fields.One2many("repair.order", "ticket_id", string="Work Orders", groups=_MAY_READ_REPAIRS)
    repair_count = fields.Integer(compute="_compute_repair_count", groups="base.group_user")
    finding_repair_id = fields.Many2one(
        "repair.order",
        string="Found on Work Order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=_MAY_READ_REPAIRS,
    )
    finding_lot_ids = fields.Many2many("stock.lot", string="Serials Concerned", readonly=True, groups=_MAY_READ_REPAIRS)

    @api.depends("repair_ids")
    def _compute_repair_count(self):
        counts = dict(
            self.env["repair.order"].sudo()._read_group([("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"])
        )
        for ticket in self:
            ticket.repair_count = counts.get(ticket.sudo(), 0)

    def action_view_repairs(self):
        self.ensure_one()
        dispatch = "" if self.env.user.has_group("stock.group_stock_user") else "_dispatch"
        action = self.env["ir.actions.act_window"]._for_xml_id(f"service_repair.work_order_action{dispatch}")
        return {**action, "domain": [("ticket_id", "=", self.id)], "context": {}}
