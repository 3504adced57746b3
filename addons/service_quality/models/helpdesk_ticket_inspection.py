from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

_SOLVED = frozenset({"resolved", "closed"})


class HelpdeskTicket(models.Model):
    """Who solved a case and when is written down at that moment: what is inspected follows from it, and from
    nothing that is changed afterwards."""

    _inherit = "helpdesk.ticket"

    solved_by_id = fields.Many2one("res.users", string="Solved by", readonly=True, copy=False)
    solved_at = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    inspection_ids = fields.One2many(
        "service.inspection",
        "ticket_id",
        string="Inspections",
        readonly=True,
        groups="service_quality.service_quality_group_inspector,service_quality.service_quality_group_agent",
    )

    def write(self, vals):
        if not self.env.su and {"solved_by_id", "solved_at"} & vals.keys():
            raise AccessError(self.env._("Who solved a case is written down when it is solved."))
        return super().write(vals)

    def _clock_follow(self, before):
        res = super()._clock_follow(before)
        if solved := self.filtered(lambda t: before[t.id] not in _SOLVED and t._clock_position() in _SOLVED):
            solved.flush_recordset(["user_id"])
            self.env.cr.execute(
                SQL(
                    "UPDATE helpdesk_ticket SET solved_by_id = user_id, solved_at = %s WHERE id = ANY(%s)",
                    self._clock_now(),
                    solved.ids,
                )
            )
            solved.invalidate_recordset(["solved_by_id", "solved_at"], flush=False)
        return res

    def action_inspect(self):
        """Judge this case on a sheet."""
        self.ensure_one()
        sheet = self.env["service.inspection.sheet"]._get_sheets("ticket", self.company_id)._pick(self.kind)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inspection"),
            "res_model": "service.inspection",
            "view_mode": "form",
            "context": {"default_ticket_id": self.id, "default_sheet_id": sheet.id},
        }
