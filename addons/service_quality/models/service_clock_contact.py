from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.moment import to_epoch


class ServiceClock(models.Model):
    """Clocks of contacts: each event at a moment of its own, any number of them in one batch."""

    _inherit = "service.clock"

    contact_id = fields.Many2one("service.contact", readonly=True, ondelete="cascade", index="btree_not_null")

    _active_contact_uniq = models.UniqueIndex(
        "(contact_id, metric) WHERE state IN ('running', 'paused')", "A contact has one open clock per metric."
    )

    @api.depends("contact_id")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_subject(self):
        return self.contact_id or super()._get_subject()

    @api.model
    def _get_subject_fields(self):
        return [*super()._get_subject_fields(), "contact_id"]

    def _wants_activity(self, mark):
        # Nobody reads a reminder within the thirty seconds that a call rings
        return not self.contact_id and super()._wants_activity(mark)

    def _record_each(self, field, entries):
        """Record an event on the open clocks of each subject, each at its own moment.

        :param field: name of the foreign key to the subjects
        :param entries: ``{subject id: (Entry, naive UTC datetime)}``; a clock
            that started later is not concerned
        """
        if not entries:
            return
        column = SQL.identifier(field)
        clocks = self._lock(SQL("%s = ANY(%s) AND state IN ('running', 'paused')", column, list(entries)), column)
        events = [
            (clock, entry, at)
            for clock in clocks
            for entry, at in [entries[clock["subject"]]]
            if clock["start"] <= to_epoch(at) and (entry.metrics is None or clock["metric"] in entry.metrics)
        ]
        self._append(events)
        if events:
            self._refresh_subjects(field, sorted({clock["subject"] for clock, _entry, _at in events}))
            self._end_activities([clock["id"] for clock, entry, _at in events if entry.kind in ("stop", "cancel")])

    def _store(self, states):
        res = super()._store(states)
        self.env.cr.execute(
            SQL(
                "UPDATE service_contact AS s SET within_limit = c.compliance FROM service_clock c"
                " WHERE c.contact_id = s.id AND c.id = ANY(%s)",
                list(states),
            )
        )
        self.env["service.contact"].invalidate_model(["within_limit"], flush=False)
        return res
