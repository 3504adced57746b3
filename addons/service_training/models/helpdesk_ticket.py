from odoo import fields, models


class HelpdeskTicket(models.Model):
    """Who handles a case, and who answers for a complaint in its department, may need a certificate."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "training.gated.mixin"]

    def _complaint_raise_level(self):
        """A complaint of a higher level may need more than its handlers hold: that is told, not refused."""
        result = super()._complaint_raise_level()
        self._gate(late=True)
        self._gate(late=True, users={ticket: ticket.complaint_owner_id for ticket in self.sudo()})
        return result

    def _complaint_dispatch(self, department, owner, note=None):
        self._gate(users=dict.fromkeys(self.sudo(), owner))
        return super()._complaint_dispatch(department, owner, note)

    def _tell_late_gate(self, user, missing):
        leader = self.team_id.user_id or self.env.user
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=leader.id,
            date_deadline=fields.Date.context_today(self),
            summary=self.with_context(lang=leader.lang).env._("Assign somebody qualified, or the same person anyway"),
            note=missing._describe_missing(user),
        )
