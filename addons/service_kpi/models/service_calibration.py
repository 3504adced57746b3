from odoo import fields, models


class ServiceCalibration(models.Model):
    """A session in which superiors compare their standards and move grades, each with a reason."""

    _name = "service.calibration"
    _description = "Calibration Session"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    cycle_id = fields.Many2one(
        "service.appraisal.cycle",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "=", "calibrating")],
    )
    company_id = fields.Many2one(related="cycle_id.company_id", store=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    participant_ids = fields.Many2many("res.users", string="Participants", domain=[("share", "=", False)])
    note = fields.Text(string="Minutes")
    move_ids = fields.One2many("service.calibration.move", "calibration_id", string="Moves")
    severity_text = fields.Text(string="Severity of Superiors", compute="_compute_severity_text")

    def _compute_display_name(self):
        for session in self:
            session.display_name = self.env._("%(cycle)s, %(date)s", cycle=session.cycle_id.name, date=session.date)

    def _compute_severity_text(self):
        """How each superior's people were rated by him or her, against the mean of all superiors."""
        for session in self:
            rows = session.sudo().cycle_id._get_severity()
            session.severity_text = "\n".join(
                self.env._(
                    "%(name)s: %(mean)s points for %(count)s people, %(difference)s against all",
                    name=name,
                    mean=f"{mean:.1f}",
                    count=count,
                    difference=f"{difference:+.1f}",
                )
                for name, mean, count, difference in rows
            )


class ServiceAppraisalCycle(models.Model):
    _inherit = "service.appraisal.cycle"

    def _get_severity(self):
        """``[(superior, mean points given, people, difference to the mean of all)]``, mildest first.

        Superiors only: their answers carry a name anyway, those of peers must not.
        """
        scores = self.env["service.appraisal.role.score"].search(
            [("line_id.appraisal_id.cycle_id", "=", self.id), ("role", "=", "manager")]
        )
        if not scores:
            return []
        overall = sum(scores.mapped("score")) / len(scores)
        rows = []
        for manager, given in scores.grouped(lambda row: row.line_id.appraisal_id.manager_id).items():
            mean = sum(given.mapped("score")) / len(given)
            rows.append((manager.name, mean, len(given.line_id.appraisal_id), mean - overall))
        return sorted(rows, key=lambda row: -row[1])
