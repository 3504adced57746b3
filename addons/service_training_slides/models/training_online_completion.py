from odoo import fields, models


class TrainingOnlineCompletion(models.Model):
    """A content of an online course that somebody completed in an enrolment: what the credited hours are made of.

    Rows are added by the server alone, at the moment of completion, with the duration that the content stated then.
    """

    _name = "training.online.completion"
    _description = "Content Completed Online"
    _order = "completed_on desc, id desc"

    enrollment_id = fields.Many2one(
        "training.enrollment", string="Enrolment", required=True, readonly=True, ondelete="restrict", index=True
    )
    session_id = fields.Many2one(related="enrollment_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="enrollment_id.company_id", store=True)
    partner_id = fields.Many2one(related="enrollment_id.partner_id", store=True)
    module_id = fields.Many2one("training.course.module", required=True, readonly=True, ondelete="restrict", index=True)
    slide_id = fields.Many2one(
        "slide.slide", string="Content", readonly=True, ondelete="set null", index="btree_not_null"
    )
    name = fields.Char(string="Title", required=True, readonly=True, help="As it was then.")
    hours = fields.Float(string="Class-Hours", readonly=True, help="By the duration that the content stated then.")
    has_quiz = fields.Boolean(string="With Quiz", readonly=True)
    is_earlier = fields.Boolean(string="Before Enrolment", readonly=True)
    completed_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, help="When it was taken over."
    )

    _slide_uniq = models.UniqueIndex(
        "(enrollment_id, slide_id) WHERE slide_id IS NOT NULL", "A content is completed once an enrolment."
    )
