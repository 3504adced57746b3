from datetime import timedelta

from odoo import api, fields, models

from .training_effect import WINDOWS

# Sessions that ended longer ago are measured when somebody asks
_LOOK_BACK = timedelta(days=max(WINDOWS) + 60)


class TrainingEffect(models.Model):
    """Effects are measured by themselves, each as soon as its days are over."""

    _inherit = "training.effect"

    @api.model
    def _cron_measure(self):
        """Measure the sessions of which a window has ended since they were last measured."""
        due = self._get_due_sessions()
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(due))
        for session in due:
            self._measure(session)
            if not progress._commit_progress(1):
                break

    @api.model
    def _get_due_sessions(self):
        """Closed sessions with a window that is over and was not measured since, the earliest first."""
        now = fields.Datetime.now()
        ended = self.env["training.session"].search(
            [
                ("state", "=", "closed"),
                ("date_stop", "<=", now - timedelta(days=min(WINDOWS))),
                ("date_stop", ">=", now - _LOOK_BACK),
            ],
            order="date_stop, id",
        )
        measured = dict(
            self._read_group([("session_id", "in", ended.ids)], ["session_id"], ["measured_on:min"]),
        )

        def is_due(session):
            over = [end for days in WINDOWS if (end := session.date_stop + timedelta(days=days)) <= now]
            return session not in measured or measured[session] < max(over)

        return ended.filtered(is_due)
