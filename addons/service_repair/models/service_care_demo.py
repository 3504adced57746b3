import random
from datetime import timedelta

from odoo import Command, api, fields, models

_NAMES = (
    "Lakeside Clinic",
    "Jade Garden Hotel",
    "Northgate School",
    "Golden Bridge Mall",
    "Riverbank Offices",
    "Pine Hill Residence",
    "Sunrise Bakery",
    "East Port Logistics",
    "Cedar Tower",
    "Orchid Restaurant",
    "Old Town Museum",
    "West Lake Apartments",
)
_MONTHS = 24
_DAYS_A_MONTH = 30


class ServiceCustomerFile(models.Model):
    _inherit = "service.customer.file"

    @api.model
    def _make_purchases_demo(self):
        """Demo data: two years of maintenance contracts, the same each time; then the files are counted anew."""
        chance = random.Random(19)
        product = self.env["product.product"].create(
            {"name": "Maintenance Contract", "type": "service", "list_price": 900, "sale_ok": True}
        )
        customers = self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "email": f"service@{name.lower().replace(' ', '-')}.example.com"}
                for name in _NAMES
            ]
        )
        now = fields.Datetime.now()
        for customer in customers:
            month = chance.randrange(4, _MONTHS)
            while month >= 0:
                order = self.env["sale.order"].create(
                    {
                        "partner_id": customer.id,
                        "order_line": [
                            Command.create({"product_id": product.id, "product_uom_qty": chance.randrange(1, 8)})
                        ],
                    }
                )
                order.action_confirm()
                order.date_order = now - timedelta(days=month * _DAYS_A_MONTH + chance.randrange(20))
                month -= chance.choice((2, 3, 3, 4, 6, 12))
        self.search([("refreshed_at", "!=", False)]).write({"refreshed_at": False})
        self._make_demo()
