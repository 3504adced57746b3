from odoo import fields, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """A complaint that asks for an improvement opens it when it is closed, or joins the one of its cause."""

    _inherit = "helpdesk.ticket"

    improvement_id = fields.Many2one(
        "service.improvement",
        string="Opened Improvement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="service_quality.service_quality_group_agent",
    )

    def action_improve(self):
        """The improvement that this complaint asks for, opened if there is none yet."""
        self.ensure_one()
        if not self.improvement_id:
            self.check_access("write")
            if self.complaint_improvement != "yes":
                raise UserError(self.env._("Say first that an improvement is needed, and what is to improve."))
            self._open_improvements()
        return self.improvement_id._get_records_action()

    def _complaint_arrive(self, way, note=None, channel=None, **values):
        res = super()._complaint_arrive(way, note, channel, **values)
        if way[-1] == "closed":
            self._open_improvements()
        return res

    def _open_improvements(self):
        """Once for each complaint that asks for one."""
        for ticket in self.sudo().filtered(lambda t: t.complaint_improvement == "yes" and not t.improvement_id):
            owner = ticket.team_id.user_id or ticket.user_id or self.env.user
            values = {
                "name": ticket.name,
                "cause_id": ticket.cause_id.id,
                "problem": "\n".join(filter(None, [ticket.complaint_findings, ticket.complaint_improvement_note])),
                "company_id": ticket.company_id.id,
                "user_id": owner.id,
            }
            ticket.improvement_id = self.env["service.improvement"]._open_for(ticket, values)
