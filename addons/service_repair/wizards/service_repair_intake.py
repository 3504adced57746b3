from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..models.repair_order import PLACES


class ServiceRepairIntake(models.TransientModel):
    """A work order from a ticket, taken in by whoever handles the ticket."""

    _name = "service.repair.intake"
    _description = "Work Order from a Ticket"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, readonly=True)
    company_id = fields.Many2one(related="ticket_id.company_id")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    place = fields.Selection(PLACES, required=True, default="on_site")
    serial = fields.Char(string="Serial Number")
    product_id = fields.Many2one("product.product", domain=[("type", "=", "consu")])
    fault_id = fields.Many2one("service.fault", domain=[("kind", "=", "fault")])
    problem = fields.Text(required=True)
    technician_id = fields.Many2one("res.users", domain=[("share", "=", False)])

    @api.model
    def default_get(self, fields):
        res = super().default_get(fields)
        if ticket := self.env["helpdesk.ticket"].browse(res.get("ticket_id")).exists():
            res["partner_id"] = ticket.partner_id.id
            res["problem"] = html2plaintext(ticket.description or "") or ticket.name
        return res

    @api.onchange("serial")
    def _onchange_serial(self):
        lot = self._find_lot()
        if lot:
            self.product_id = lot.product_id

    def _find_lot(self):
        """The device of this serial number; a scanner may have typed it."""
        serial = (self.serial or "").strip()
        if not serial:
            return self.env["stock.lot"]
        company = self.ticket_id.company_id or self.env.company
        lots = self.env["stock.lot"].sudo().search([("name", "=", serial), ("company_id", "in", [False, company.id])])
        of_product = lots.filtered(lambda lot: lot.product_id == self.product_id)
        return (of_product or lots)[:1]

    def action_create(self):
        """Who may write the ticket may have its device repaired: hence sudo for the order."""
        self.ensure_one()
        self.ticket_id.check_access("write")
        lot = self._find_lot()
        product = lot.product_id or self.product_id
        if self.serial and not lot and product.tracking != "none":
            raise UserError(
                self.env._(
                    "No device has the serial number %(serial)s: check it, or leave it empty.", serial=self.serial
                )
            )
        company = self.ticket_id.company_id or self.env.company
        order = (
            self.env["repair.order"]
            .sudo()
            .with_company(company)
            .create(
                {
                    "is_service": True,
                    "company_id": company.id,
                    "ticket_id": self.ticket_id.id,
                    "partner_id": self.partner_id.id,
                    "place": self.place,
                    "product_id": product.id,
                    "lot_id": lot.id,
                    "fault_id": self.fault_id.id,
                    "problem": self.problem,
                    "user_id": self.technician_id.id,
                }
            )
        )
        self.ticket_id.message_post(body=self.env._("Work order %(order)s was created.", order=order.name))
        if self.env["repair.order"].has_access("write"):
            return order.with_env(self.env)._get_records_action()
        return {"type": "ir.actions.act_window_close"}
