from odoo import fields, models


class ServiceStandardTarget(models.Model):
    """Which ladder a promise climbs. Who is told is no part of the promise: it may change while cases run."""

    _inherit = "service.standard.target"

    _OPEN_FIELDS = frozenset({"escalation_policy_id"})

    escalation_policy_id = fields.Many2one(
        "service.escalation.policy",
        string="Escalation",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who is told, and what is done, when this promise comes to be in danger.",
    )

    def write(self, vals):
        before = self.escalation_policy_id if "escalation_policy_id" in vals else None
        res = super().write(vals)
        if before is not None:
            (before | self.escalation_policy_id).sudo()._date_anew()
        return res

    def action_view_policy(self):
        self.ensure_one()
        return self.escalation_policy_id._get_records_action()
