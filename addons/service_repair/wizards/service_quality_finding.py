from odoo import fields, models
from odoo.fields import Command
from odoo.tools import plaintext2html


class ServiceQualityFinding(models.TransientModel):
    """What a repair says about the product becomes a case of another department."""

    _name = "service.quality.finding"
    _description = "Quality Finding"

    repair_id = fields.Many2one("repair.order", required=True, readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", string="Department", required=True)
    description = fields.Text(required=True)
    lot_ids = fields.Many2many("stock.lot", string="Serials Concerned")

    def action_create(self):
        """Who works on the order may report what was found, whether or not they handle tickets: hence sudo."""
        self.ensure_one()
        order = self.repair_id
        order._check_service()
        ticket = (
            self.env["helpdesk.ticket"]
            .sudo()
            .create(
                {
                    "name": self.env._(
                        "Quality finding: %(product)s", product=order.product_id.display_name or order.name
                    ),
                    "description": plaintext2html(self.description),
                    "team_id": self.team_id.id,
                    "company_id": order.company_id.id,
                    "user_id": False,
                    "finding_repair_id": order.id,
                    "finding_lot_ids": [Command.set(self.lot_ids.ids)],
                }
            )
        )
        order.sudo().message_post(
            body=self.env._(
                "Quality finding reported to %(team)s: %(ticket)s", team=self.team_id.name, ticket=ticket.number
            )
        )
        return {"type": "ir.actions.act_window_close"}
