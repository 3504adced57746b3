from odoo import fields, models


class ResCompany(models.Model):
    """How the company keeps its own and its customers' equipment."""

    _inherit = "res.company"

    service_check_days = fields.Integer(
        string="Remind of Checks (days before)", default=30, help="Calibrations and certificates that end."
    )
    service_tool_gate = fields.Selection(
        [("warn", "Note it"), ("block", "Refuse")],
        string="Setting Out without Tools",
        default="block",
        required=True,
        help="When a tool of the visit is missing, not free or not valid.",
    )

    _service_check_days = models.Constraint("CHECK(service_check_days >= 0)", "A number of days is not negative.")
