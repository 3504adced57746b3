from odoo import api, fields, models

from .service_appraisal_template import ANONYMOUS, ROLES


class ServiceAppraisalAnswer(models.Model):
    """The stars that somebody gave to an item.

    No role may read this model, HR and administrators included; means leave it
    through :meth:`ServiceAppraisal._score` alone, once the collection is over
    and there are enough of them. Answers of peers and subordinates know the
    person, the item and the role, but neither the reviewer nor the moment.
    """

    _name = "service.appraisal.answer"
    _description = "Answer of a Reviewer"
    _log_access = False

    line_id = fields.Many2one("service.appraisal.line", required=True, index=True, ondelete="cascade")
    role = fields.Selection(ROLES, required=True)
    rater_id = fields.Many2one("hr.employee", help="Empty for peers and subordinates.", ondelete="restrict")
    stars = fields.Integer(required=True)
    comment = fields.Text()

    _stars_range = models.Constraint("CHECK(stars BETWEEN 1 AND 5)", "One to five stars.")

    @api.model
    def _keep(self, feedback, answers):
        """Store the answers of a reviewer, without who it was where anonymity was promised."""
        named = feedback.role not in ANONYMOUS
        self.create(
            [
                {
                    "line_id": line_id,
                    "role": feedback.role,
                    "rater_id": feedback.rater_id.id if named else False,
                    "stars": stars,
                    "comment": comment,
                }
                for line_id, (stars, comment) in answers.items()
            ]
        )

    @api.model
    def _get_sums(self, lines):
        """``{line: {role: (sum of stars, number)}}``."""
        sums = {line: {} for line in lines}
        for line, role, total, count in self._read_group(
            [("line_id", "in", lines.ids)], ["line_id", "role"], ["stars:sum", "__count"]
        ):
            sums[line][role] = (total, count)
        return sums
