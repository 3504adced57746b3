from odoo import fields, models


class ServiceImprovedMixin(models.AbstractModel):
    """A version of a document that makes an improvement the rule: in force, it closes the cycle.

    A model that inherits it says when its version holds (``_is_rule``), and tells the improvement
    (``_follow_improvement``) when that changes.
    """

    _name = "service.improved.mixin"
    _description = "Version that Follows from an Improvement"

    improvement_id = fields.Many2one(
        "service.improvement",
        string="From Improvement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="service_quality.service_quality_group_agent",
    )

    def _is_rule(self):
        """Whether people follow this version, or one after it; None while that is not decided."""
        self.ensure_one()
        if self.state in ("in_force", "retired"):
            return True
        return None

    def _follow_improvement(self):
        self.sudo().improvement_id._follow_documents()
