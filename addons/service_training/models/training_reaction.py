from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .training_turn import take_turn

QUESTIONS = ("content", "trainer", "organisation", "usefulness")
DAYS_OPEN = 30


class TrainingReaction(models.Model):
    """What a participant said about a session: asked once when it closes, by a link that needs no login.

    No role reads who said what. Means and remarks are shown from ``_fewest``
    answers on.
    """

    _name = "training.reaction"
    _description = "Reaction to a Training"
    _inherit = ["service.link.mixin"]
    _rec_name = "session_id"

    _link_scope = "training-reaction"
    _fewest = 3

    enrollment_id = fields.Many2one(
        "training.enrollment", string="Enrolment", required=True, readonly=True, ondelete="cascade", index=True
    )
    session_id = fields.Many2one(related="enrollment_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    partner_id = fields.Many2one(related="enrollment_id.partner_id")
    asked_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    answered = fields.Boolean(readonly=True)
    content = fields.Integer(readonly=True)
    trainer = fields.Integer(readonly=True)
    organisation = fields.Integer(readonly=True)
    usefulness = fields.Integer(string="Useful at Work", readonly=True)
    remark = fields.Text(readonly=True)

    _enrollment_uniq = models.UniqueIndex("(enrollment_id)", "A participant is asked once.")
    _scores = models.Constraint(
        "CHECK(NOT answered OR (content BETWEEN 1 AND 5 AND trainer BETWEEN 1 AND 5 AND organisation BETWEEN 1 AND 5"
        " AND usefulness BETWEEN 1 AND 5))",
        "Every question is answered with 1 to 5.",
    )

    @api.model
    def _ask(self, sessions):
        """Ask who was there in sessions that are over, once."""
        came = sessions.sudo().enrollment_ids.filtered(
            lambda e: e.state == "enrolled" and e.attempt == 1 and any(row.hours for row in e.attendance_ids)
        )
        came = came.filtered(lambda e: e.course_id.ask_reaction)
        known = self.sudo().search([("enrollment_id", "in", came.ids)]).enrollment_id
        reactions = self.sudo().create([{"enrollment_id": enrollment.id} for enrollment in came - known])
        template = self.env.ref("service_training.mail_template_reaction", raise_if_not_found=False)
        if template and not self.env.context.get("training_no_mail"):
            template.sudo().send_mail_batch(reactions.filtered("partner_id.email").ids)
        return reactions

    def _get_url(self):
        self.ensure_one()
        return f"/training/feedback/{self._get_token()}"

    def _is_closed(self):
        """Whether it cannot be answered any more."""
        self.ensure_one()
        return self.answered or fields.Datetime.now() > self.asked_on + timedelta(days=DAYS_OPEN)

    def _answer(self, scores, remark=""):
        """Store the answers.

        :param scores: ``{question: 1 to 5}`` of all ``QUESTIONS``
        :raises UserError: if it was answered before, or one is missing
        """
        self.ensure_one()
        take_turn(self)
        if self._is_closed():
            raise UserError(self.env._("This was answered already, or the time for it is over. Thank you."))
        if set(scores) != set(QUESTIONS) or not all(score in range(1, 6) for score in scores.values()):
            raise UserError(self.env._("Please answer every question."))
        self.sudo().write({**scores, "remark": (remark or "").strip()[:2000], "answered": True})

    @api.model
    def _summarize(self, sessions):
        """``(asked, answered, means, remarks)``; means and remarks are empty below ``_fewest`` answers."""
        rows = self.sudo().search([("session_id", "in", sessions.ids)])
        said = rows.filtered("answered")
        if len(said) < self._fewest:
            return len(rows), len(said), {}, []
        means = {name: sum(said.mapped(name)) / len(said) for name in QUESTIONS}
        # Sorted: the order in which people were asked would tell who said it
        return len(rows), len(said), means, sorted(filter(None, said.mapped("remark")))
