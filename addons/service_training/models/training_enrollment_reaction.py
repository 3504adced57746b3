from odoo import api, fields, models


class TrainingEnrollment(models.Model):
    _inherit = "training.enrollment"

    reaction_url = fields.Char(
        compute="_compute_reaction_url", help="Where the participant says what was good; for the participant alone."
    )

    @api.depends_context("uid")
    def _compute_reaction_url(self):
        reactions = self.env["training.reaction"].sudo().search([("enrollment_id", "in", self.ids)])
        by_enrollment = {reaction.enrollment_id.id: reaction for reaction in reactions}
        for enrollment in self:
            reaction = by_enrollment.get(enrollment.id)
            own = enrollment._is_of(self.env.user)
            enrollment.reaction_url = own and reaction and not reaction._is_closed() and reaction._get_url()

    def action_give_reaction(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.reaction_url or "/my/trainings", "target": "self"}
