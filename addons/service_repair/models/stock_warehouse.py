from odoo import api, fields, models
from odoo.exceptions import AccessError


class StockWarehouse(models.Model):
    """Each warehouse serves work orders: a type of operation of their own, vans beside the stock, faulty parts apart.

    Nothing of the warehouse's own changes.
    """

    _inherit = "stock.warehouse"

    service_type_id = fields.Many2one(
        "stock.picking.type", string="Work Order Type", check_company=True, copy=False, readonly=True
    )
    issue_type_id = fields.Many2one(
        "stock.picking.type", string="Parts Issue Type", check_company=True, copy=False, readonly=True
    )
    vans_location_id = fields.Many2one("stock.location", string="Vans", check_company=True, copy=False, readonly=True)
    faulty_location_id = fields.Many2one("stock.location", string="Faulty Parts", copy=False, readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        warehouses = super().create(vals_list)
        warehouses._set_up_service()
        return warehouses

    @api.model
    def _set_up_every_warehouse(self):
        self.with_context(active_test=False).search([])._set_up_service()  # pylint: disable=no-search-all
        # Demonstration data that fails is rolled back, and pending writes with it
        self.env.flush_all()

    def _set_up_service(self):
        """Create what is missing; what exists stays as it is."""
        for warehouse in self.sudo().with_context(active_test=False):
            if not warehouse.vans_location_id:
                warehouse.vans_location_id = warehouse._create_service_location(
                    self.env._("Vans"), "view", warehouse.view_location_id, warehouse.company_id
                )
            if not warehouse.faulty_location_id:
                # Without a company, so that what is worth nothing is not valued
                warehouse.faulty_location_id = warehouse._create_service_location(
                    self.env._("%(warehouse)s Faulty Parts", warehouse=warehouse.code), "internal", None, None
                )
            if not warehouse.service_type_id:
                warehouse.service_type_id = warehouse._create_service_type()
            if not warehouse.issue_type_id:
                warehouse.issue_type_id = warehouse._create_issue_type()

    def _create_service_location(self, name, usage, parent, company):
        return self.env["stock.location"].create(
            {
                "name": name,
                "usage": usage,
                "location_id": parent.id if parent else False,
                "company_id": company.id if company else False,
            }
        )

    def _create_service_type(self):
        ordinary = self.repair_type_id
        return self.env["stock.picking.type"].create(
            {
                "name": self.env._("Work Orders"),
                "code": "repair_operation",
                "warehouse_id": self.id,
                "company_id": self.company_id.id,
                "sequence_code": "WO",
                "sequence": ordinary.sequence + 1,
                "default_location_src_id": self.lot_stock_id.id,
                "default_location_dest_id": (ordinary.default_location_dest_id or self._get_production_location()).id,
                "default_remove_location_dest_id": self.faulty_location_id.id,
                "default_recycle_location_dest_id": self.lot_stock_id.id,
                "use_create_lots": True,
                "use_existing_lots": True,
            }
        )

    def _create_issue_type(self):
        return self.env["stock.picking.type"].create(
            {
                "name": self.env._("Parts Issues and Returns"),
                "code": "internal",
                "warehouse_id": self.id,
                "company_id": self.company_id.id,
                "sequence_code": "PIR",
                "sequence": self.int_type_id.sequence + 50,
                "default_location_src_id": self.lot_stock_id.id,
                "default_location_dest_id": self.lot_stock_id.id,
                "reservation_method": "manual",
                "use_existing_lots": True,
            }
        )

    @api.model
    def action_create_vans_everywhere(self):
        """A van or bag for every technician who has none, at their own warehouse in each company of the user.

        Keepers may not create locations in general, hence sudo.

        :return: the action that says how many, and shows them
        """
        if not self.env.su and not self.env.user.has_group("service_repair.service_repair_group_parts_keeper"):
            raise AccessError(self.env._("A parts keeper creates the vans."))
        technicians = self._get_technicians()
        made = self.env["stock.location"]
        for company in self.env.companies:
            first = self.search([("company_id", "=", company.id)], limit=1)
            here = technicians.sudo().with_company(company).filtered(lambda user, c=company: c in user.company_ids)
            own = here.grouped(lambda user, w=first: user.property_warehouse_id.filtered("active") or w)
            for warehouse, users in own.items():
                if warehouse:
                    made |= warehouse.sudo()._create_vans(users)
        return self._tell_vans(technicians, made)

    @api.model
    def _get_technicians(self):
        """Managers may do whatever technicians do: they are some only if somebody says so."""
        technician = self.env.ref("service_repair.service_repair_group_technician")
        managers = self.env.ref("service_quality.service_quality_group_manager").sudo().all_implied_by_ids
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", technician.ids),
                ("share", "=", False),
                ("id", "!=", self.env.ref("base.user_root").id),
                "|",
                ("group_ids", "in", technician.ids),
                ("group_ids", "not in", managers.ids),
            ]
        )

    def _tell_vans(self, technicians, made):
        if made:
            message = self.env._("Vans created: %s", len(made))
        elif technicians:
            message = self.env._("Every technician has a van already.")
        else:
            message = self.env._("Nobody is a technician yet: give people the role in Settings > Users.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if made else "info",
                "message": message,
                "next": self.env["ir.actions.act_window"]._for_xml_id("service_repair.stock_location_action"),
            },
        }

    def _create_vans(self, technicians):
        self.ensure_one()
        have = self.env["stock.location"]._get_vans(technicians)
        return (
            self.env["stock.location"]
            .sudo()
            .create(
                [
                    {
                        "name": self.env._("Van %(technician)s", technician=user.name),
                        "usage": "internal",
                        "location_id": self.vans_location_id.id,
                        "company_id": self.company_id.id,
                        "technician_id": user.id,
                        "replenish_location": True,
                    }
                    for user in technicians
                    if (self.company_id.id, user.id) not in have
                ]
            )
        )
