from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ServicePulseInvitation(models.Model):
    """That somebody is asked, and whether it was done: not what was answered, and not when.

    Everybody reads the own row alone; nobody reads those of others, managers and administrators included. The rows go
    when the pulse is closed.
    """

    _name = "service.pulse.invitation"
    _description = "Invitation to a Staff Pulse"
    _order = "pulse_id desc, id"
    _log_access = False
    _rec_name = "pulse_id"

    pulse_id = fields.Many2one("service.pulse", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Colleague", required=True, readonly=True, index=True)
    introduction = fields.Text(related="pulse_id.introduction")
    closes_on = fields.Date(related="pulse_id.closes_on")
    answered = fields.Boolean(readonly=True)

    _user_uniq = models.Constraint("UNIQUE(pulse_id, user_id)", "Everybody is asked once.")

    def action_answer(self):
        """Open the questions."""
        self.ensure_one()
        self._check_mine()
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.pulse.form",
            "name": self.pulse_id.sudo().name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_invitation_id": self.id},
        }

    def _check_mine(self):
        row = self.sudo()
        if row.user_id != self.env.user:
            raise UserError(self.env._("Somebody else was asked."))
        if row.pulse_id.state != "open" or row.answered:
            raise UserError(self.env._("There is nothing for you to answer here (any more)."))

    def _submit(self, scores, words):
        """Keep the answers, once.

        :param scores: ``{question id: 1 to 5}``
        """
        self.ensure_one()
        self._check_mine()
        row = self.sudo()
        if set(scores) != set(row.pulse_id.question_ids.ids) or not all(1 <= score <= 5 for score in scores.values()):
            raise UserError(self.env._("Answer each question with 1 to 5."))
        # Whoever closes at the same moment, or answers, finds the row changed and is tried again
        self.env.cr.execute(SQL("UPDATE service_pulse SET state = state WHERE id = %s", row.pulse_id.id))
        # Of two clicks the second one finds the mark of the first
        self.env.cr.execute(
            SQL(
                "UPDATE service_pulse_invitation SET answered = TRUE"
                " WHERE id = %s AND answered IS NOT TRUE RETURNING id",
                row.id,
            )
        )
        if not self.env.cr.fetchall():
            raise UserError(self.env._("There is nothing for you to answer here (any more)."))
        row.invalidate_recordset(["answered"])
        self.env["service.pulse.answer"].sudo()._keep(row.pulse_id, scores, words)
