from odoo import models


class RepairOrder(models.Model):
    """Work orders open in their own form, wherever they are opened from."""

    _inherit = "repair.order"

    def get_formview_id(self, access_uid=None):
        if len(self) == 1 and self.sudo().is_service:
            return self.env.ref("service_repair.work_order_view_form").id
        return super().get_formview_id(access_uid=access_uid)
