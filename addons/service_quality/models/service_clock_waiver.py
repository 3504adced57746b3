from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .service_clock_store import Entry


class ServiceClock(models.Model):
    """Excusing a missed promise. The miss stays in the log, and the excuse beside it can be withdrawn."""

    _inherit = "service.clock"

    may_be_waived = fields.Boolean(compute="_compute_may_be_waived")

    @api.depends_context("uid")
    @api.depends("status", "team_id")
    def _compute_may_be_waived(self):
        allowed = self._filter_waivable()
        for clock in self:
            clock.may_be_waived = clock in allowed and clock.status in ("missed", "overdue", "waived")

    def _filter_waivable(self):
        """The clocks that the user may excuse: a manager all, a leader those of the team if the company allows it."""
        if self.env.su or self.env.user.has_group("service_quality.service_quality_group_manager"):
            return self
        if not self.env.user.has_group("service_quality.service_quality_group_leader"):
            return self.browse()
        led = self.env["helpdesk.ticket.team"].sudo().search([("id", "child_of", self.env.user.led_team_ids.ids)])
        return self.filtered(
            lambda clock: clock.sudo().company_id.service_leader_waives and clock.sudo().team_id in led
        )

    def action_waive(self):
        """Ask for the reason of a waiver of these clocks."""
        self._check_may_waive()
        self._check_missed()
        return self._open_waiver("waive", self.env._("Waive"))

    def action_unwaive(self):
        """Ask why the waiver of these clocks is withdrawn."""
        self._check_may_waive()
        self._check_waived()
        return self._open_waiver("unwaive", self.env._("Withdraw Waiver"))

    def _open_waiver(self, kind, name):
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.waiver",
            "name": name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_clock_ids": self.ids, "default_kind": kind},
        }

    def _check_may_waive(self):
        self.check_access("read")
        if self - self._filter_waivable():
            raise AccessError(
                self.env._(
                    "Only a service manager excuses a missed promise,"
                    " or the leader of its team where the settings allow it."
                )
            )

    def _check_missed(self):
        if kept := self.filtered(lambda clock: clock.status not in ("missed", "overdue")):
            raise UserError(
                self.env._("%(clock)s was not missed: there is nothing to waive.", clock=kept[0].display_name)
            )

    def _check_waived(self):
        if others := self.filtered(lambda clock: clock.result != "waived"):
            raise UserError(self.env._("%(clock)s was not waived.", clock=others[0].display_name))

    def _waive(self, reason, note):
        """Excuse these misses.

        :param reason: record of ``service.waiver.reason``
        """
        self._check_may_waive()
        self._check_missed()
        self._judge(Entry("waive", note=note, reason_id=reason.id), reason)

    def _unwaive(self, note):
        """Take back the excuse: the promise counts as missed again."""
        self._check_may_waive()
        self._check_waived()
        self._judge(Entry("unwaive", note=note), self.env["service.waiver.reason"])

    def _judge(self, entry, reason):
        clocks = self._lock(SQL("id = ANY(%s)", self.ids))
        self._append([(clock, entry) for clock in clocks], fields.Datetime.now())
        self.env.cr.execute(
            SQL("UPDATE service_clock SET waiver_reason_id = %s WHERE id = ANY(%s)", reason.id or None, self.ids)
        )
        self.invalidate_recordset(flush=False)
        if entry.kind == "waive":
            self._end_activities(self.ids)
