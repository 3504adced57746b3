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
    service_equipment_from_delivery = fields.Boolean(
        string="Enter Deliveries into the Installed Base",
        default=True,
        help="Each serial number delivered to a customer becomes an entry of the customer's equipment.",
    )
    service_equipment_from_repair = fields.Boolean(
        string="Enter Repaired Devices into the Installed Base",
        default=True,
        help="A work order on a serial number that no customer has enters it at the customer of the order.",
    )
    service_care_maintenance = fields.Integer(string="Points for Maintenance on Time", default=40)
    service_care_misuse = fields.Integer(string="Points for No Misuse", default=40)
    service_care_condition = fields.Integer(string="Points for the Condition Found", default=20)
    service_care_grace = fields.Integer(
        string="Maintenance Is on Time within (days)", default=14, help="After the day for which it was planned."
    )

    service_care_reward = fields.Integer(
        string="Reward from a Score of", default=90, help="Customers' equipment kept so well is listed for a reward."
    )

    _service_care_points = models.Constraint(
        "CHECK(service_care_maintenance >= 0 AND service_care_misuse >= 0 AND service_care_condition >= 0"
        " AND service_care_grace >= 0)",
        "Points and days of the care score are not negative.",
    )
    _service_care_reward = models.Constraint(
        "CHECK(service_care_reward BETWEEN 0 AND 100)", "A care score lies between 0 and 100."
    )
    _service_check_days = models.Constraint("CHECK(service_check_days >= 0)", "A number of days is not negative.")
