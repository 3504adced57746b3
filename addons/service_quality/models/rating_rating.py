from odoo import api, models


class RatingRating(models.Model):
    """A low score of a case escalates it."""

    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._escalate_low_scores()
        return ratings

    def write(self, vals):
        res = super().write(vals)
        if {"rating", "consumed"} & vals.keys():
            self._escalate_low_scores()
        return res

    def _escalate_low_scores(self):
        for rating in self.sudo().filtered(lambda r: r.consumed and r.rating and r.res_model == "helpdesk.ticket"):
            self.env["service.escalation"]._raise_event(
                self.env["helpdesk.ticket"].browse(rating.res_id).exists(),
                "score",
                f"score:{rating.id}",
                self.env._("The customer gave %(score)g of 5.", score=rating.rating),
                lambda level, _ticket, rating=rating: rating.rating <= level.value,
            )
