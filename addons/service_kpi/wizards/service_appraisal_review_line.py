from odoo import fields, models


class ServiceAppraisalReviewLine(models.TransientModel):
    """A question and the stars given."""

    _name = "service.appraisal.review.line"
    _description = "Question of a Review"

    review_id = fields.Many2one("service.appraisal.review", required=True, ondelete="cascade")
    # A plain id: reviewers have no access to the lines of other people's forms
    item_id = fields.Integer(required=True)
    name = fields.Char(readonly=True)
    description = fields.Char(readonly=True)
    stars = fields.Selection(
        [("0", "No answer"), ("1", "Poor"), ("2", "Weak"), ("3", "Good"), ("4", "Very good"), ("5", "Excellent")],
        default="0",
        required=True,
    )
    comment = fields.Char()
