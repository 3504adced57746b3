from odoo import models


class RepairOrder(models.Model):
    """Work orders open in their own list and form, wherever they are opened from."""

    _inherit = "repair.order"

    def get_formview_id(self, access_uid=None):
        if len(self) == 1 and self.sudo().is_service:
            return self.env.ref("service_repair.work_order_view_form").id
        return super().get_formview_id(access_uid=access_uid)

    def _get_records_action(self, **kwargs):
        action = super()._get_records_action(**kwargs)
        if self and "views" not in kwargs and all(self.sudo().mapped("is_service")):
            ours = {kind: self.env.ref(f"service_repair.work_order_view_{kind}").id for kind in ("list", "form")}
            action["views"] = [(ours.get(kind, view_id), kind) for view_id, kind in action["views"]]
        return action
