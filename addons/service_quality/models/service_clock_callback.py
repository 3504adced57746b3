from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.clock import Terms, open_state
from ..engine.moment import to_epoch
from ..engine.working_time import ALWAYS
from .service_clock_store import Entry, Promise, _fold_values

_AT_RISK_PERCENT = 80


class ServiceClock(models.Model):
    """Clocks of call-backs: what was promised is the moment itself, every second counts and nothing pauses."""

    _inherit = "service.clock"

    callback_id = fields.Many2one(
        "service.callback", string="Call-back", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    _active_callback_uniq = models.UniqueIndex(
        "(callback_id, metric) WHERE state IN ('running', 'paused')",
        "A call-back has one open clock.",
    )

    @api.depends("callback_id")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_subject(self):
        return self.callback_id or super()._get_subject()

    @api.model
    def _get_subject_fields(self):
        return [*super()._get_subject_fields(), "callback_id"]

    def _open_until(self, field, metric, moments, at):
        """Start a clock for each record, due at a moment of its own.

        :param moments: ``{record: naive UTC datetime}``
        """
        terms, subjects, report = [], [], {}
        for number, (record, moment) in enumerate(moments.items()):
            start = to_epoch(at)
            promise = Terms(start, max(to_epoch(moment) - start, 0), _AT_RISK_PERCENT)
            # In the order of _TERM_COLUMNS: there is no standard, no target, no calendar and no pause
            columns = (None, None, metric, at, promise.limit, promise.at_risk_percent, None, None)
            terms.append((number, *columns, *_fold_values(open_state(promise, ALWAYS))))
            report = record._clock_report()
            subjects.append((number, record.id, record.clock_cycle, *(value or None for value in report.values())))
        if terms:
            self._insert(field, list(report), subjects, terms)
            self._refresh_subjects(field, sorted(record.id for record in moments))

    def _redate_until(self, moment, at):
        """The same promise for another moment, agreed on with whom it was made to."""
        self.ensure_one()
        field = next(name for name in self._get_subject_fields() if self[name])
        clocks = self._lock(SQL("id = %s", self.id), SQL.identifier(field))
        limit = max(to_epoch(moment) - to_epoch(self.start), 0)
        self._append([(clock, Entry("redate", promise=Promise(None, limit, None))) for clock in clocks], at)
        self.env.cr.execute(SQL("UPDATE service_clock SET limit_seconds = %s WHERE id = %s", limit, self.id))
        self.invalidate_recordset(flush=False)
        self._refresh_subjects(field, self[field].ids)
        self._end_activities(self.ids)
