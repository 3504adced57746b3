from odoo import fields, models
from odoo.exceptions import UserError


class ServiceAppraisalFeedback(models.Model):
    """A superior lets somebody rate who works closer with the person: with a trace, and once."""

    _inherit = "service.appraisal.feedback"

    delegated_by_id = fields.Many2one(
        "hr.employee", string="Delegated by", readonly=True, ondelete="restrict", help="Who was asked at first."
    )
    delegation_reason = fields.Char(readonly=True)

    def action_delegate(self):
        """Choose who rates instead."""
        self.ensure_one()
        self._check_rater()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delegate"),
            "res_model": "service.appraisal.delegation",
            "view_mode": "form",
            "target": "new",
            "context": {"default_feedback_id": self.id},
        }

    def _delegate(self, employee, reason):
        """Let ``employee`` answer instead of the superior; the trace stays with the review and in the cycle's log."""
        self.ensure_one()
        self._check_rater()
        row = self.sudo()
        if row.role != "manager" or row.delegated_by_id:
            raise UserError(self.env._("Superiors delegate, and once only."))
        subject, person = row.appraisal_id.employee_id, employee.sudo()
        if person == subject or person.parent_id == subject or not person.user_id or person == row.rater_id:
            raise UserError(self.env._("Choose a colleague with a login who is not led by %s.", subject.name))
        if person.company_id != row.appraisal_id.company_id:
            raise UserError(self.env._("%s works in another company.", person.name))
        asked = row.rater_id
        row.write({"rater_id": person.id, "delegated_by_id": asked.id, "delegation_reason": reason})
        row.cycle_id.message_post(
            body=self.env._(
                "%(superior)s lets %(person)s rate %(subject)s: %(reason)s",
                superior=asked.name,
                person=person.name,
                subject=subject.name,
                reason=reason,
            )
        )
        row.cycle_id.message_notify(
            partner_ids=person.user_id.partner_id.ids,
            subject=self.env._("Please answer: %s", row.cycle_id.name),
            body=self.env._("You still have something to answer under Appraisal > Mine."),
        )
