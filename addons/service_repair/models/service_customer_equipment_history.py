from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

_AGENT = "service_quality.service_quality_group_agent"
_REPAIR = f"{_AGENT},stock.group_stock_user"


class ServiceCustomerEquipment(models.Model):
    """What happened to it: repairs, cases and maintenance, at this customer and before."""

    _inherit = "service.customer.equipment"

    repair_ids = fields.One2many("repair.order", "customer_equipment_id", string="Work Orders", groups=_REPAIR)
    ticket_ids = fields.One2many("helpdesk.ticket", "customer_equipment_id", string="Tickets", groups=_AGENT)
    maintenance_ids = fields.One2many("maintenance.request", "customer_equipment_id", groups="base.group_user")
    repair_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    ticket_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    maintenance_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    serial_repair_count = fields.Integer(
        string="Repairs of the Serial Number",
        compute="_compute_counts",
        compute_sudo=True,
        groups=_REPAIR,
        help="At all its owners.",
    )

    @api.depends("repair_ids", "ticket_ids", "maintenance_ids")
    def _compute_counts(self):
        for name, model, by in (
            ("repair_count", "repair.order", "customer_equipment_id"),
            ("ticket_count", "helpdesk.ticket", "customer_equipment_id"),
            ("maintenance_count", "maintenance.request", "customer_equipment_id"),
        ):
            counts = dict(self.env[model]._read_group([(by, "in", self.ids)], [by], ["__count"]))
            for row in self:
                row[name] = counts.get(row._origin, 0)
        of_lots = dict(
            self.env["repair.order"]._read_group(
                [("lot_id", "in", self.lot_id.ids), ("is_service", "=", True)], ["lot_id"], ["__count"]
            )
        )
        for row in self:
            row.serial_repair_count = of_lots.get(row.lot_id._origin, 0)

    # Buttons

    def action_view_repairs(self):
        return self._open("service_repair.work_order_action", [("customer_equipment_id", "in", self.ids)])

    def action_view_serial_repairs(self):
        return self._open("service_repair.work_order_action", [("lot_id", "in", self.lot_id.ids)])

    def action_view_tickets(self):
        return self._open("helpdesk_mgmt.helpdesk_ticket_action", [("customer_equipment_id", "in", self.ids)])

    def action_view_maintenance(self):
        action = self._open("service_repair.maintenance_request_action", [("customer_equipment_id", "in", self.ids)])
        return {**action, "view_mode": "list,form", "views": [(False, "list"), (False, "form")]}

    def _open(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": {}}

    def action_plan_maintenance(self):
        """A first request of regular maintenance; the next ones follow from it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan Maintenance"),
            "res_model": "maintenance.request",
            "view_mode": "form",
            "context": {
                "default_name": self.env._("Maintenance of %(equipment)s", equipment=self.display_name),
                "default_customer_equipment_id": self.id,
                "default_company_id": self.company_id.id,
                "default_maintenance_type": "preventive",
                "default_recurring_maintenance": True,
                "default_repeat_interval": 6,
                "default_repeat_unit": "month",
            },
        }

    def action_new_ticket(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Ticket"),
            "res_model": "helpdesk.ticket",
            "view_mode": "form",
            "context": {
                "default_customer_equipment_id": self.id,
                "default_partner_id": (self.site_id or self.customer_id).id,
                "default_name": self.display_name,
            },
        }

    # The customer asks

    def _request_service(self, problem):
        """A ticket of the user's about this equipment; access is checked as that user.

        :raises UserError: if nothing is said, or it is not theirs any more
        """
        self.ensure_one()
        self.check_access("read")
        user, problem = self.env.user, (problem or "").strip()
        if self.until:
            raise UserError(self.env._("This equipment is not in use any more."))
        if not problem:
            raise UserError(self.env._("Tell us what does not work."))
        channel = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web", raise_if_not_found=False)
        tickets = self.env["helpdesk.ticket"].sudo().with_company(self.sudo().company_id)
        ticket = tickets.with_context(service_acknowledge=True).create(
            {
                "name": self.env._("Service: %(equipment)s", equipment=self.display_name),
                "description": plaintext2html(problem),
                "company_id": self.sudo().company_id.id,
                "partner_id": user.partner_id.id,
                "partner_name": user.partner_id.name,
                "partner_email": user.partner_id.email,
                "channel_id": channel.id if channel else False,
                "user_id": False,
                "customer_equipment_id": self.id,
            }
        )
        ticket.message_subscribe(partner_ids=user.partner_id.ids)
        return ticket
