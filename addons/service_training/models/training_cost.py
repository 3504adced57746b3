from odoo import api, fields, models
from odoo.exceptions import UserError


class TrainingCost(models.Model):
    """What a session costs besides the participants' time."""

    _name = "training.cost"
    _description = "Training Cost"
    _order = "session_id, id"

    session_id = fields.Many2one("training.session", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("lecturer", "Lecturer"),
            ("material", "Material"),
            ("venue", "Venue"),
            ("travel", "Travel"),
            ("other", "Other"),
        ],
        required=True,
        default="lecturer",
    )
    name = fields.Char(string="Description")
    amount = fields.Monetary(required=True)
    state = fields.Selection(
        [("reserved", "Reserved"), ("committed", "Committed"), ("spent", "Spent")],
        required=True,
        default="reserved",
        help="Reserved when planned, committed when ordered, spent when paid.",
    )

    _amount = models.Constraint("CHECK(amount >= 0)", "A cost is not negative.")

    @api.depends("kind", "name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for cost in self:
            cost.display_name = cost.name or kinds.get(cost.kind)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_spent(self):
        if self.filtered(lambda cost: cost.state == "spent"):
            raise UserError(self.env._("What is spent stays: correct the amount instead."))
