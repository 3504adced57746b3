"""Whom a role means for a case, at a moment: up from who is absent, to somebody who can be told."""

from typing import NamedTuple

from ..engine.escalation_chain import Hole, Place, first_present, upward
from ..engine.moment import from_epoch, to_epoch
from ..engine.working_time import ALWAYS


class Person(NamedTuple):
    """Somebody of ours: ids of the user and the employee, of which one may be missing."""

    user: int | None
    employee: int | None


class Case(NamedTuple):
    """What a route starts from: ids of the assignee, the team and the company of a record."""

    user: int | None
    team: int | None
    company: int | None

    @classmethod
    def of(cls, report):
        """From the reporting columns of a subject (``_clock_report``)."""
        return cls(*(report.get(name) or None for name in ("user_id", "team_id", "company_id")))


class Telling(NamedTuple):
    """Who is told of a level: ``told`` lists (user id, role, epoch second), ``skipped`` who was passed over.

    ``answer_by`` is the epoch second until which somebody has to acknowledge, None if nobody has to.
    """

    told: list
    skipped: list
    answer_by: int | None


class Router:
    """Routes at moments between ``start`` and ``end`` (naive UTC datetimes). What is read is read once."""

    def __init__(self, env, start, end):
        self.env = env(su=True, context={**env.context, "active_test": False})
        self._leaves = self._read_leaves(start, end)
        self._persons = {}

    def tell(self, level, case, at):
        """Who is told when a case reaches a level.

        :param level: record of ``service.escalation.level``
        :param at: epoch second
        :return: :class:`Telling`
        """
        told, skipped, answers = {}, [], []
        for recipient in level.recipient_ids:
            place, holes = first_present(
                self._route(recipient, case, at), lambda who: self._hole(who, case.company, at)
            )
            skipped += holes
            if place is None or place.who.user in told:
                continue
            table = ALWAYS if level.wake_up else self._hours(place.who, at)
            deliver_at = table.next_opening(at)
            told[place.who.user] = (place.who.user, place.role, deliver_at)
            answers.append(table.deadline(deliver_at, level.answer_minutes * 60))
        answers = [moment for moment in answers if moment is not None] or [at + level.answer_minutes * 60]
        return Telling(list(told.values()), skipped, min(answers) if level.answer_minutes else None)

    # Routes

    def _route(self, recipient, case, at):
        """The places in which to look for a recipient, in order."""
        if recipient.role == "duty":
            yield from self._duty(recipient.post_id, case, at)
        elif recipient.role == "user":
            yield from self._from_user(recipient.user_id, "user", case)
        elif recipient.role == "manager":
            yield from self._managers(case, recipient.steps_up)
        else:
            team = self.env["helpdesk.ticket.team"].browse(case.team)
            if recipient.role == "assignee":
                yield Place(self._person(case.user, case.company), "assignee")
            yield from self._leaders(team.parent_id if recipient.role == "parent_leader" else team, case)
            yield from self._managers(case)

    def _leaders(self, team, case):
        role = "leader" if team.id == case.team else "parent_leader"
        while team:
            yield Place(self._person(team.user_id.id, case.company), role)
            team, role = team.parent_id, "parent_leader"

    def _duty(self, post, case, at):
        for user in post._get_on_duty(from_epoch(at)):
            yield Place(self._person(user.id, case.company), "duty")
        yield from self._from_user(post.user_id, "duty", case)

    def _from_user(self, user, role, case):
        person = self._person(user.id, case.company)
        yield Place(person, role)
        if person:
            yield from upward(person, self._superior, "chain")

    def _managers(self, case, steps_up=0):
        """The manager of the department of who handles the case, then those above.

        Without an assignee, or where that one is no employee, the leader of the team stands for the department.
        """
        team = self.env["helpdesk.ticket.team"].browse(case.team)
        people = [self._person(user, case.company) for user in (case.user, team.user_id.id)]
        start = next((person for person in people if person and person.employee), None)
        if start is None:
            yield Place(None, "manager")
            return
        yield from upward(start, self._head, "manager", steps_up)

    def _head(self, person):
        """The manager of a person's department; for that one, or without a department, the superior."""
        employee = self.env["hr.employee"].browse(person.employee)
        head = employee.department_id.manager_id
        return self._employee(head) if head and head != employee else self._superior(person)

    def _superior(self, person):
        """Who a person reports to: their manager, else the manager of the department above the one they head."""
        employee = self.env["hr.employee"].browse(person.employee)
        if not employee:
            return None
        above = employee.parent_id or employee.department_id.parent_id.manager_id
        return self._employee(above) if above else None

    # People

    def _person(self, user_id, company_id):
        """The person of a user, with the employee in the company of the case if there is one."""
        if not user_id:
            return None
        key = (user_id, company_id)
        if key not in self._persons:
            employees = self.env["res.users"].browse(user_id).employee_ids
            own = employees.filtered(lambda employee: employee.company_id.id == company_id) or employees
            self._persons[key] = Person(user_id, own.sorted("active", reverse=True)[:1].id or None)
        return self._persons[key]

    def _employee(self, employee):
        return Person(employee.user_id.id or None, employee.id)

    def _hole(self, person, company_id, at):
        """Why somebody cannot be told at a moment, or None."""
        user = self.env["res.users"].browse(person.user)
        employee = self.env["hr.employee"].browse(person.employee)
        if not user:
            return Hole.NO_USER if not employee or employee.active else Hole.ARCHIVED
        if not user.active or user.share or (employee and not employee.active):
            return Hole.ARCHIVED
        if company_id and company_id not in user.company_ids.ids:
            return Hole.OTHER_COMPANY
        if any(start <= at < end for start, end in self._leaves.get(employee.resource_id.id, ())):
            return Hole.ON_LEAVE
        return None

    def _read_leaves(self, start, end):
        """``{resource id: [(epoch second, epoch second)]}`` of who is on leave at some time in between."""
        leaves = {}
        for leave in self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "!=", False),
                ("time_type", "=", "leave"),
                ("date_from", "<=", end),
                ("date_to", ">", start),
            ]
        ):
            leaves.setdefault(leave.resource_id.id, []).append((to_epoch(leave.date_from), to_epoch(leave.date_to)))
        return leaves

    def _hours(self, person, at):
        """The working hours of somebody: the employee's, else the user's company's; none fixed is any time."""
        user = self.env["res.users"].browse(person.user)
        employee = self.env["hr.employee"].browse(person.employee)
        calendar = employee.resource_calendar_id or user.company_id.resource_calendar_id
        table = self.env["service.clock"]._get_table(calendar.id)
        return ALWAYS if table.next_opening(at) is None else table

    def describe(self, who):
        """The name of a person who was passed over."""
        if who is None:
            return None
        return self.env["res.users"].browse(who.user).name or self.env["hr.employee"].browse(who.employee).name
