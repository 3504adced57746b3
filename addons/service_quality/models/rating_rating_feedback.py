from odoo import fields, models


class RatingRating(models.Model):
    """Ratings that are the copy of an answer; those of cases are not read by the agent concerned (see the rules)."""

    _inherit = "rating.rating"

    feedback_id = fields.Many2one("service.feedback", readonly=True, index="btree_not_null", ondelete="cascade")

    def _escalate_low_scores(self):
        # The answer itself has told the leader
        return super(RatingRating, self.filtered(lambda rating: not rating.sudo().feedback_id))._escalate_low_scores()
