from odoo import api, fields, models
from odoo.addons.service_quality.models.service_inspection import PUBLISHED
from odoo.exceptions import UserError


class ServiceInspectionFinding(models.Model):
    """A finding may be that somebody has to learn something: it is a training need once the inspection is published.

    Not before, because who was inspected can read the own needs.
    """

    _inherit = "service.inspection.finding"

    kind = fields.Selection(selection_add=[("training", "Training")], ondelete={"training": "set default"})
    training_course_id = fields.Many2one(
        "training.course",
        string="Course",
        domain=[("state", "=", "in_force")],
        ondelete="set null",
        help="Empty: who plans trainings chooses.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        findings = super().create(vals_list)
        findings._report_training()
        return findings

    def write(self, vals):
        result = super().write(vals)
        if {"kind", "training_course_id"} & vals.keys():
            self._report_training()
        return result

    def _report_training(self):
        for finding in self.filtered(lambda finding: finding.kind == "training"):
            inspection = finding.inspection_id
            if inspection.turn != 1:
                raise UserError(self.env._("Only the first judgement is published: write the training down there."))
            if inspection.state in PUBLISHED:
                self.env["training.need"]._report(
                    "inspection",
                    finding.sudo().training_course_id,
                    finding.agent_id.sudo().partner_id,
                    origin=finding,
                    name=finding.name,
                    due=finding.date_deadline,
                    company_id=finding.company_id.id,
                )

    def _training_need_settled(self, need):
        """Trained: the finding is done. Refused: its owner reads why and goes on."""
        if need.state == "done":
            self.write({"outcome": self.env._("Trained: %s", need.course_id.name)})
            self.action_done()
        else:
            self.message_post(body=self.env._("The training was refused: %s", need.refusal or ""))


class ServiceInspection(models.Model):
    _inherit = "service.inspection"

    def action_publish(self):
        result = super().action_publish()
        self.sudo().finding_ids._report_training()
        return result
