from odoo import api, fields, models
from odoo.exceptions import UserError


class RepairOrder(models.Model):
    """In a remote session the customer's own technician does the work, and has to be qualified for it."""

    _inherit = "repair.order"

    customer_qualification_note = fields.Char(
        compute="_compute_customer_qualification_note", compute_sudo=True, groups="base.group_user"
    )

    @api.depends("place", "customer_equipment_id")
    def _compute_customer_qualification_note(self):
        for order in self:
            remote = order.place == "remote" and order.state not in ("done", "cancel")
            order.customer_qualification_note = remote and order.customer_equipment_id.qualification_note

    def _check_prepared(self):  # pylint: disable=missing-return
        super()._check_prepared()
        row = self.customer_equipment_id
        if self.place == "remote" and row and row._is_gate_closed():
            raise UserError(
                self.env._(
                    "%(reason)s Send a technician, or train theirs first.", reason=self.customer_qualification_note
                )
            )
