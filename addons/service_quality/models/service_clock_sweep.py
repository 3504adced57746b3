from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

from ..engine.clock import fold
from ..engine.moment import from_epoch
from .service_clock_store import Entry

_BATCH = 500


class ServiceClock(models.Model):
    """What happens to clocks by itself: they come to be at risk, are missed, and are dated anew."""

    _inherit = "service.clock"

    @api.model
    def _cron_sweep(self):
        """Mark every clock whose next event has passed, in batches that several workers can share."""
        while done := self._sweep(fields.Datetime.now(), _BATCH):
            if not self.env["ir.cron"]._commit_progress(done, remaining=self._count_due()):
                break

    @api.model
    def _count_due(self):
        return self.search_count([("next_event_at", "<", fields.Datetime.now())], limit=_BATCH)

    @api.model
    def _sweep(self, now, limit, among=SQL("TRUE")):
        """Mark up to ``limit`` clocks, each at the moment its event fell due.

        Strictly before now: who stops a clock in the very second it falls due
        has kept the promise. Rows that another worker holds are left to it.

        :param among: condition on the clocks
        :return: the number of clocks marked
        """
        clocks = self._lock_due(now, limit, among)
        events = [
            (clock, Entry("missed" if clock["next_event_at"] == clock["due"] else "at_risk"), clock["next_event_at"])
            for clock in clocks
        ]
        self._append(events)
        if not self.env.context.get("service_no_activity"):
            self._notify_marks({clock["id"]: entry.kind for clock, entry, _at in events})
        return len(events)

    def _lock_due(self, now, limit, among):
        self.flush_model()
        ids = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT id FROM service_clock WHERE next_event_at < %s AND %s"
                    " ORDER BY next_event_at, id LIMIT %s FOR UPDATE SKIP LOCKED",
                    now,
                    among,
                    limit,
                )
            )
        ]
        return self._lock(SQL("id = ANY(%s)", ids)) if ids else []

    # Activities

    def _notify_marks(self, marks):
        """Leave the assignees one activity per clock: the first mark creates it, the next one brings it up to date."""
        clocks = self.browse(marks).filtered(lambda clock: clock._wants_activity(marks[clock.id]))
        activities = self.env["mail.activity"].sudo().search([("service_clock_id", "in", clocks.ids)])
        for activity in activities:
            activity.summary = activity.service_clock_id._get_mark_summary(marks[activity.service_clock_id.id])
        fresh = clocks - activities.service_clock_id
        kind = self.env.ref("service_quality.mail_activity_type_clock")
        self.env["mail.activity"].sudo().create(
            [clock._prepare_activity(marks[clock.id], kind) for clock in fresh if clock._get_responsible()]
        )

    def _wants_activity(self, mark):
        company = self.company_id
        return company.service_activity_missed if mark == "missed" else company.service_activity_at_risk

    def _get_responsible(self):
        """Who is told: the assignee, else the leader of the team or of the nearest team above with one."""
        if _works(self.user_id):
            return self.user_id
        team = self.team_id
        while team and not _works(team.user_id):
            team = team.parent_id
        return team.user_id

    def _get_mark_summary(self, mark):
        user = self._get_responsible()
        clock = self.with_context(lang=user.lang)
        values = {
            "metric": dict(self._fields["metric"]._description_selection(clock.env))[self.metric],
            "due": clock._format_moment(self.due, user.tz),
        }
        if mark == "missed":
            return clock.env._("%(metric)s missed: it was due %(due)s", **values)
        return clock.env._("%(metric)s at risk: due %(due)s", **values)

    def _prepare_activity(self, mark, kind):
        subject, user = self._get_subject(), self._get_responsible()
        return {
            "activity_type_id": kind.id,
            "res_model_id": self.env["ir.model"]._get_id(subject._name),
            "res_id": subject.id,
            "user_id": user.id,
            "summary": self._get_mark_summary(mark),
            "date_deadline": fields.Datetime.context_timestamp(self.with_context(tz=user.tz), self.due).date(),
            "service_clock_id": self.id,
        }

    def _end_activities(self, clock_ids):
        """Who kept the promise, or need not keep it any more, is not reminded of it."""
        self.env["mail.activity"].sudo().search([("service_clock_id", "in", clock_ids)]).unlink()

    # Dating anew

    @api.model
    def _cron_redate(self):
        """Date the running clocks anew on the calendars that changed."""
        calendars = self.env["resource.calendar"].search([("redate_clocks", "=", True)])
        for calendar in calendars:
            schedule, last = calendar._get_schedule(), 0
            while last := self._redate(calendar, last, _BATCH):
                self.env["ir.cron"]._commit_progress()
            # Who changed it meanwhile found it marked already: the clocks done first are not up to date
            self.env.invalidate_all()
            calendar.redate_clocks = calendar._get_schedule() != schedule
            self.env["ir.cron"]._commit_progress(1, remaining=len(calendars))

    @api.model
    def _redate(self, calendar, after, limit):
        """Fold the open clocks of a calendar on its present schedule; those whose moments moved get an event.

        :param after: id of the last clock done
        :return: id of the last clock done now, or 0 at the end
        """
        ids = self.search(
            [("calendar_id", "=", calendar.id), ("state", "in", ("running", "paused")), ("id", ">", after)],
            order="id",
            limit=limit,
        ).ids
        if not ids:
            return 0
        clocks = self._lock(SQL("id = ANY(%s) AND state IN ('running', 'paused')", ids), SQL.identifier("ticket_id"))
        moved = self._find_moved(clocks)
        self._append([(clock, Entry("redate")) for clock in moved], fields.Datetime.now())
        for field, subjects in self._get_subject_ids([clock["id"] for clock in moved]).items():
            self._refresh_subjects(field, subjects)
        return ids[-1]

    def _find_moved(self, clocks):
        """The clocks whose moments are others on their calendar's present schedule."""
        stories = self._get_stories(clocks)
        rows = {row.id: row for row in self.browse(clock["id"] for clock in clocks)}
        moved = []
        for clock in clocks:
            story = stories[clock["id"]]
            state = fold(story.terms, story.events, story.table)
            row = rows[clock["id"]]
            if (from_epoch(state.due), from_epoch(state.at_risk_at)) != (row.due or None, row.at_risk_at or None):
                moved.append(clock)
        return moved

    def _format_moment(self, moment, tz):
        return format_datetime(self.env, moment, tz=tz or "UTC", dt_format="short")


def _works(user):
    """Whether somebody can be told: a person of ours who is still here, neither OdooBot nor a customer."""
    return user.active and not user.share
