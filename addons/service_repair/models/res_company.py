from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_repeat_days = fields.Integer(
        string="Repeat Repair within (days)",
        default=90,
        help="The same fault of the same serial within so many days is a repeat repair.",
    )
    service_repair_warranty_days = fields.Integer(
        string="Warranty on Repairs (days)", default=90, help="A repair of the same fault is free for so many days."
    )
    service_requisition_limit = fields.Monetary(
        string="Requisitions without Approval up to",
        default=500,
        currency_field="currency_id",
        help="A requisition that is worth more needs the approval of a service manager.",
    )
    service_requisition_unpriced = fields.Boolean(
        string="Approve Parts without a Cost",
        default=True,
        help="The value of a requisition says nothing about a part that has no cost yet: a manager looks at it.",
    )
    service_van_refill_days = fields.Integer(
        string="Vans Are Refilled Every (days)", default=7, help="How long what is in a van has to suffice."
    )

    _service_van_refill_days = models.Constraint(
        "CHECK(service_van_refill_days > 0)", "Vans are refilled every so many days: at least one."
    )
