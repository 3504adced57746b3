from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.clock import timeline
from ..engine.moment import from_epoch, to_epoch


class ServiceClock(models.Model):
    """Why a deadline lies where it lies, for the drawing on the screen."""

    _inherit = "service.clock"

    @api.readonly
    def get_timeline(self):
        """What the clock's time was spent on.

        Whoever may read the case may see why its promise is due when it is.

        :return: dict with ``segments`` (list of start, end, kind, seconds), the
            moments ``start``, ``at_risk``, ``due`` and ``stop``, and ``terms``
            (list of label, text); moments are UTC strings or False
        :raises AccessError: if the case may not be read
        """
        if len(self) != 1:
            raise UserError(self.env._("Choose one clock."))
        clock = self.sudo()
        clock._get_subject().with_user(self.env.user).check_access("read")
        return {
            "id": clock.id,
            "title": clock.display_name,
            "badge": clock._get_badge(),
            "start": fields.Datetime.to_string(clock.start),
            "at_risk": fields.Datetime.to_string(clock.at_risk_at),
            "due": fields.Datetime.to_string(clock.due),
            "stop": fields.Datetime.to_string(clock.stop),
            "segments": clock._get_segments(),
            "terms": clock._get_terms_text(),
        }

    def _get_segments(self):
        clock = self._read_rows(SQL("id = %s", self.id))[0]
        story = self._get_stories([clock])[self.id]
        until = max(filter(None, (to_epoch(fields.Datetime.now()), self.stop and to_epoch(self.stop))))
        segments = timeline(story.terms, story.events, story.table, until)
        return [
            {
                "start": fields.Datetime.to_string(from_epoch(segment.start)),
                "end": fields.Datetime.to_string(from_epoch(segment.end)),
                "kind": segment.kind,
                "seconds": segment.end - segment.start,
            }
            for segment in segments
        ]

    def _get_terms_text(self):
        """What was promised and why, as label and text."""
        percent = self.at_risk_percent
        rows = [
            (self.env._("Standard"), self.standard_id.display_name),
            (self.env._("Holds for"), self.standard_id.scope_summary),
            (self.env._("Promise"), self.target_id.display_name),
            (self.env._("Counts"), self._get_hours_text()),
            (self.env._("Pauses while waiting for"), self._get_pauses_text()),
            (self.env._("At risk from"), self.env._("%(percent)s %% of the limit", percent=percent)),
            (self.env._("Cycle"), str(self.cycle)),
        ]
        return [{"label": label, "text": text} for label, text in rows if text]

    def _get_hours_text(self):
        if not self.calendar_id:
            return self.env._("Every second, 24×7")
        return self.env._(
            "Working hours of %(calendar)s (%(tz)s)", calendar=self.calendar_id.display_name, tz=self.calendar_id.tz
        )

    def _get_pauses_text(self):
        labels = dict(self._fields["waiting_for"]._description_selection(self.env))
        parties = [labels[party] for party in (self.pauses or "").split(",") if party]
        return ", ".join(parties) or self.env._("nobody")
