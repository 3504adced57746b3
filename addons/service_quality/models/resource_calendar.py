import logging
from zoneinfo import ZoneInfo

import pytz

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ..engine.moment import to_epoch
from ..engine.working_time import ALWAYS, Attendance, Leave, Schedule, WorkingTime, float_hour_to_seconds

_logger = logging.getLogger(__name__)


def _get_zone(name):
    """A time zone in the edition that Odoo itself reckons with, which need not be that of the machine."""
    if name not in pytz.all_timezones_set:
        # Renamed or forgotten by an edition of the time zones: that must not stop any case
        _logger.error("Time zone %s is unknown: its calendars count in UTC", name)
        return ZoneInfo("UTC")
    with pytz.open_resource(name) as file:
        return ZoneInfo.from_file(file, key=name)


class ResourceCalendar(models.Model):
    """Working time as a table that clocks can be planned on without a query.

    The table is cached per process. Whatever changes a schedule clears the
    registry's cache, which Odoo signals to the other workers, and marks the
    calendar so that the running clocks planned on it are dated anew.
    """

    _inherit = "resource.calendar"

    redate_clocks = fields.Boolean(
        default=False,
        copy=False,
        help="The schedule changed: the running clocks planned on it are waiting to be dated anew.",
    )

    # What a schedule is made of, on the calendar itself
    _SCHEDULE_FIELDS = frozenset({"tz", "two_weeks_calendar", "attendance_ids", "flexible_hours", "schedule_type"})

    def write(self, vals):
        res = super().write(vals)
        if self._SCHEDULE_FIELDS & vals.keys():
            self._schedule_changed()
        return res

    @tools.ormcache("self.id")
    def _get_working_time(self):
        """The calendar as a :class:`WorkingTime`; 24×7 where it fixes no hours (flexible)."""
        self.ensure_one()
        calendar = self.sudo()
        if calendar.flexible_hours:
            return ALWAYS
        return WorkingTime(calendar._get_schedule(), zone=_get_zone(calendar.tz or "UTC"))

    def _get_schedule(self):
        """The calendar as plain data, the way ``_work_intervals_batch`` reads it without a resource."""
        attendances = self.attendance_ids.filtered(lambda a: not a.display_type and a.day_period != "lunch")
        return Schedule(
            tz=self.tz or "UTC",
            attendances=tuple(
                Attendance(
                    weekday=int(attendance.dayofweek),
                    start=float_hour_to_seconds(attendance.hour_from),
                    end=float_hour_to_seconds(attendance.hour_to),
                    week=int(attendance.week_type or 0) if self.two_weeks_calendar else None,
                )
                for attendance in attendances
            ),
            leaves=tuple(
                Leave(to_epoch(leave.date_from), to_epoch(leave.date_to)) for leave in self._get_global_leaves()
            ),
        )

    def _get_global_leaves(self):
        """Leaves of nobody in particular: of this calendar, or of every calendar of its company.

        ``plan_hours`` takes those without a calendar from every company that the user may read.
        """
        own = Domain("calendar_id", "=", self.id)
        shared = Domain("calendar_id", "=", False) & Domain("company_id", "in", (False, self.company_id.id))
        of_everybody = Domain("resource_id", "=", False) & Domain("time_type", "=", "leave")
        return self.env["resource.calendar.leaves"].search(of_everybody & (own | shared), order="date_from, id")

    def _schedule_changed(self):
        """Forget the tables and have the running clocks dated anew, soon and in batches."""
        self.env.registry.clear_cache()
        # Marked again even if marked: whoever is dating the clocks at this moment must notice
        calendars = self.sudo()
        if calendars and self.env["service.clock"]._has_active_on(calendars):
            calendars.redate_clocks = True
            self.env.ref("service_quality.ir_cron_redate_clocks").sudo()._trigger()

    @api.ondelete(at_uninstall=False)
    def _forget_working_time(self):
        self.env.registry.clear_cache()
