from odoo import models


class TrainingEnrollment(models.Model):
    """The drill of a participant, seen by who assesses it."""

    _inherit = "training.enrollment"

    def action_assess_drill(self):
        """The own sheet on this participant; the first time it is made, with every step of the course's drill."""
        self.ensure_one()
        drills = self.env["training.drill"]
        own = drills.search([("enrollment_id", "=", self.id), ("assessor_id", "=", self.env.uid)])
        return (own or drills.create({"enrollment_id": self.id}))._get_records_action()
