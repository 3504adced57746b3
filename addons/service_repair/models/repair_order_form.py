from odoo import api, models


class RepairOrder(models.Model):
    """Work orders open in their own list and form, wherever they are opened from.

    Whoever has no rights in the store reads a form without what lies there.
    """

    _inherit = "repair.order"

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        # The address of a work order is handed on to whoever has no rights in the store
        ours = self.env.ref("service_repair.work_order_view_form", raise_if_not_found=False)
        if view_type == "form" and ours and view_id == ours.id:
            view_id = self._get_work_order_form(self.env.user).id
        return super().get_view(view_id, view_type, **options)

    def get_formview_id(self, access_uid=None):
        if len(self) == 1 and self.sudo().is_service:
            return self._get_work_order_form(self.env["res.users"].browse(access_uid) or self.env.user).id
        return super().get_formview_id(access_uid=access_uid)

    def _get_records_action(self, **kwargs):
        action = super()._get_records_action(**kwargs)
        if self and "views" not in kwargs and all(self.sudo().mapped("is_service")):
            ours = {
                "list": self.env.ref("service_repair.work_order_view_list").id,
                "form": self._get_work_order_form(self.env.user).id,
            }
            action["views"] = [(ours.get(kind, view_id), kind) for view_id, kind in action["views"]]
        return action

    def _get_work_order_form(self, user):
        kind = "form" if user.has_group("stock.group_stock_user") else "form_reader"
        return self.env.ref(f"service_repair.work_order_view_{kind}")
