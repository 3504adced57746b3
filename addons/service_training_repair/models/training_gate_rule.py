from odoo import fields, models


class TrainingGateRule(models.Model):
    """Rules for work orders, for tools and equipment, and for what customers' technicians do themselves."""

    _inherit = "training.gate.rule"

    subject = fields.Selection(
        selection_add=[
            ("repair.order", "Work orders"),
            ("maintenance.equipment", "Tools"),
            ("service.customer.equipment", "Customers' technicians"),
        ],
        ondelete={
            "repair.order": "cascade",
            "maintenance.equipment": "cascade",
            "service.customer.equipment": "cascade",
        },
    )

    def _get_missing(self, partners):
        """The courses of these rules of which nobody among the partners holds the certificate."""
        courses = self.sudo().course_ids
        if not courses:
            return courses
        holders = self.env["training.certificate"]._get_holders(courses)
        return courses.filtered(
            lambda course: not any((partner.id, course.root_id.id) in holders for partner in partners)
        )
