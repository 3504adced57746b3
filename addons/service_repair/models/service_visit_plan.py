from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.date_utils import localized, to_timezone

from .service_visit import OPEN

_naive = to_timezone(None)


class ServiceVisit(models.Model):
    """When technicians can come: other visits, leaves and working hours, asked once for any number of visits."""

    _inherit = "service.visit"

    def _check_technicians(self, vals_list):
        """Before visits are stored, so that the message names what is in the way; the database only knows that
        something is.

        :param vals_list: what is written to each visit of the recordset; without one, of visits to create
        :raises ValidationError: if a technician cannot come then
        """
        orders = self.env["repair.order"].browse([vals["repair_id"] for vals in vals_list if vals.get("repair_id")])
        orders.sudo().fetch(["company_id", "user_id"])
        planned = self.browse()
        for number, vals in enumerate(vals_list):
            planned += self.new(vals, origin=self[number] if self else None)
        for obstacle in planned._find_obstacles().values():
            raise ValidationError(obstacle)

    def _find_obstacles(self):
        """Why their technicians cannot come then: ``{visit: sentence}``."""
        planned = self.filtered(lambda visit: visit.start and visit.hours > 0)
        if not planned:
            return {}
        span = min(planned.mapped("start")), max(planned.mapped("stop"))
        finders = [planned._find_visits(*span), planned._find_leaves(*span), planned._find_hours(*span)]
        # What is imported, and demonstrated, may have happened
        if not self.env.su:
            finders.insert(0, lambda visit: visit._explain_over())
        obstacles = {}
        for visit in planned:
            if reason := next(filter(None, (find(visit) for find in finders)), None):
                obstacles[visit] = reason
        return obstacles

    def _explain_over(self):
        """Why nobody can agree on this visit any more; None as long as it is not over."""
        if self.stop > fields.Datetime.now():
            return None
        return self.env._("This appointment lies in the past: choose a later time.")

    def _overlaps(self, start, stop):
        return start < self.stop and stop > self.start

    # Each of these reads once what lies in a span, and returns a function that explains what of it is in a visit's way

    def _find_visits(self, first, last):
        others = self.sudo().search(
            Domain("technician_id", "in", self.technician_id.ids)
            & Domain("state", "in", OPEN)
            & Domain("start", "<", last)
            & Domain("stop", ">", first),
            order="start",
        )
        of_technician = others.grouped("technician_id")

        def find(visit):
            for other in of_technician.get(visit.technician_id.sudo(), ()):
                if other != visit._origin.sudo() and visit._overlaps(other.start, other.stop):
                    return self.env._(
                        "%(technician)s is at %(visit)s then: choose another time or technician.",
                        technician=visit.technician_id.name,
                        visit=other._get_label(),
                    )
            return None

        return find

    def _get_resources(self):
        """The resource of each visit's technician: ``{visit: resource}``."""
        resources = {}
        for company, visits in self.grouped("company_id").items():
            users = visits.technician_id.sudo().with_company(company)
            of_user = {user.id: user.employee_id.resource_id for user in users}
            of_user[False] = self.env["resource.resource"].sudo()
            resources |= {visit: of_user[visit.technician_id.id] for visit in visits}
        return resources

    def _find_leaves(self, first, last):
        resources = self._get_resources()
        everybody = self.env["resource.resource"].sudo().concat(*resources.values())
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                Domain("resource_id", "in", [False, *everybody.ids])
                & Domain("calendar_id", "in", [False, *everybody.calendar_id.ids])
                & Domain("company_id", "in", [False, *self.company_id.ids])
                & Domain("date_from", "<", last)
                & Domain("date_to", ">", first)
            )
        )

        def concerns(leave, visit):
            resource = resources[visit]
            return (
                (not leave.resource_id or leave.resource_id == resource)
                and (not leave.calendar_id or leave.calendar_id == resource.calendar_id)
                and (not leave.company_id or leave.company_id.id == visit.company_id.id)
                and visit._overlaps(leave.date_from, leave.date_to)
            )

        def find(visit):
            if leave := next((leave for leave in leaves if concerns(leave, visit)), None):
                return self.env._(
                    "%(technician)s is away then (%(leave)s): choose another time or technician.",
                    technician=visit.technician_id.name,
                    leave=leave.name or self.env._("time off"),
                )
            return None

        return find

    def _find_hours(self, first, last):
        resources = self._get_resources()
        worked = {}
        if not self.env.context.get("service_outside_hours"):
            for calendar in self.env["resource.resource"].sudo().concat(*resources.values()).calendar_id:
                found = calendar._attendance_intervals_batch(localized(first), localized(last))[False]
                worked[calendar] = [(_naive(start), _naive(stop)) for start, stop, _attendance in found]

        def find(visit):
            hours = worked.get(resources[visit].calendar_id)
            if hours is None or any(visit._overlaps(start, stop) for start, stop in hours):
                return None
            return self.env._(
                "%(technician)s does not work then: choose another time.", technician=visit.technician_id.name
            )

        return find
