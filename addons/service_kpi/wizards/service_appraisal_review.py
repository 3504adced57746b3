from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ServiceAppraisalReview(models.TransientModel):
    """The questions for one reviewer about one person.

    What is typed here is gone as soon as it was sent: anonymous answers must not linger with their author's name.
    """

    _name = "service.appraisal.review"
    _description = "Review of a Person"

    feedback_id = fields.Many2one("service.appraisal.feedback", required=True, ondelete="cascade")
    role = fields.Selection(related="feedback_id.role")
    line_ids = fields.One2many("service.appraisal.review.line", "review_id", string="Questions")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        feedback = self.env["service.appraisal.feedback"].browse(values.get("feedback_id")).exists()
        if feedback:
            feedback._check_rater()
            items = feedback.sudo().appraisal_id.line_ids.filtered(lambda line: line.kind == "rated")
            values["line_ids"] = [
                Command.create({"item_id": item.id, "name": item.name, "description": item.description})
                for item in items
            ]
        return values

    def action_submit(self):
        self.ensure_one()
        items = self.feedback_id.sudo().appraisal_id.line_ids.filtered(lambda line: line.kind == "rated")
        answers = {line.item_id: (int(line.stars), line.comment) for line in self.line_ids if line.stars != "0"}
        if set(answers) != set(items.ids):
            raise UserError(self.env._("Give one to five stars for each question."))
        self.feedback_id._submit(answers)
        self.sudo().unlink()
        return {"type": "ir.actions.act_window_close"}
