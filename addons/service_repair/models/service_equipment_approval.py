from odoo import fields, models


class ServiceEquipmentApprovalLevel(models.Model):
    """From which value on whose approval is needed."""

    _name = "service.equipment.approval.level"
    _description = "Approval Level of Equipment"
    _order = "amount_from, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount_from = fields.Monetary(string="From a Value of", help="In the currency of the company that asks.")
    approver = fields.Selection(
        [
            ("department", "Head of the department"),
            ("above", "Head of the department above"),
            ("top", "Head of the whole organisation"),
            ("manager", "Any service manager"),
            ("user", "Named person"),
        ],
        required=True,
        default="department",
    )
    user_id = fields.Many2one("res.users", string="Person", domain=[("share", "=", False)])

    _amount_positive = models.Constraint("CHECK(amount_from >= 0)", "A value is not negative.")
    _person_named = models.Constraint(
        "CHECK(approver != 'user' OR user_id IS NOT NULL)", "Name the person who approves."
    )

    def _compute_currency_id(self):
        for level in self:
            level.currency_id = (level.company_id or self.env.company).currency_id


class ServiceEquipmentApproval(models.Model):
    """One approval of one request: whose turn it is, and what they said."""

    _name = "service.equipment.approval"
    _description = "Approval of an Equipment Request"
    _order = "request_id, sequence, id"

    request_id = fields.Many2one("service.equipment.request", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(required=True)
    level_id = fields.Many2one("service.equipment.approval.level", ondelete="set null")
    user_id = fields.Many2one(
        "res.users", string="Approver", ondelete="restrict", index="btree_not_null", help="Empty: any service manager."
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("approved", "Approved"), ("refused", "Refused")],
        string="Answer",
        required=True,
        default="waiting",
    )
    done_by_id = fields.Many2one("res.users", string="Answered by", ondelete="restrict")
    done_on = fields.Datetime(string="Answered on")
    note = fields.Char()

    _sequence_uniq = models.Constraint("UNIQUE(request_id, sequence)", "An approval has its own place in the order.")
