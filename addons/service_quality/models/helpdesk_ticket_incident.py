from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """Cases that one event brought about are handled together with it."""

    _inherit = "helpdesk.ticket"

    incident_id = fields.Many2one(
        "service.incident",
        copy=False,
        tracking=True,
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        groups="service_quality.service_quality_group_agent",
    )

    # What the rules that watch for incidents read
    _created_idx = models.Index("(create_date)")

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._join_incident([vals.get("incident_id") for vals in vals_list])
        self.env["service.incident.rule"]._wake()
        return tickets

    def write(self, vals):
        res = super().write(vals)
        if vals.get("incident_id"):
            self._join_incident([vals["incident_id"]] * len(self))
        return res

    def _join_incident(self, incident_ids):
        joined = self.browse(ticket.id for ticket, key in zip(self, incident_ids, strict=True) if key)
        for incident, tickets in joined.sudo().grouped("incident_id").items():
            incident._welcome(tickets)

    def _close_with_incident(self, stage):
        """Move these cases to a closing stage.

        :return: those that may not be closed yet
        """
        try:
            with self.env.cr.savepoint():
                self.write({"stage_id": stage.id})
            return self.browse()
        except UserError:
            self.invalidate_recordset()
        left = self.browse()
        for ticket in self:
            try:
                with self.env.cr.savepoint():
                    ticket.write({"stage_id": stage.id})
            except UserError:
                ticket.invalidate_recordset()
                left |= ticket
        return left

    def action_open_incident(self):
        """An event is behind these cases."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Incident"),
            "res_model": "service.incident.open",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }

    def _get_incident_updates(self):
        """What the customer is told about the event behind the case; who may read the case may read this.

        :return: records of ``service.incident.update``, the newest first, elevated
        """
        self.ensure_one()
        self.check_access("read")
        updates = self.sudo().incident_id.update_ids
        return updates.filtered("sent_at").sorted("sent_at", reverse=True)
