from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine.escalation_chain import Place, first_present
from ..engine.moment import to_epoch
from .service_clock_handover import METRIC
from .service_clock_store import Entry
from .service_escalation_route import Case, Router

_ANYBODY = frozenset({"user_id"})
_ASKER = frozenset({"deadline", "name", "question", "shared"})


class ServiceHandover(models.Model):
    """A case, or a part of it, that another department is asked about.

    The department sees the question and what the asker chose to share,
    nothing else of the case. The customer's clocks run on; beside them runs
    one of our own until the deadline. It stops when the department answers,
    refuses or passes the question on; each of these is written on the case.
    """

    _name = "service.handover"
    _description = "Department Request"
    _inherit = ["mail.thread", "mail.activity.mixin", "service.clock.mixin"]
    _order = "deadline, id"
    _check_company_auto = True
    _mail_post_access = "read"

    _clock_field = "handover_id"
    _clock_metrics = frozenset()
    _clock_report_fields = frozenset({"user_id", "department_id"})

    # What is asked
    name = fields.Char(string="Subject", required=True, tracking=True, help="The case, or the part of it, in one line.")
    question = fields.Text(required=True)
    shared = fields.Text(
        string="What is Shared", help="What the department gets to know of the case, beside the attachments."
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        groups="service_quality.service_quality_group_agent",
    )
    case_number = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    # Who is asked, by whom
    department_id = fields.Many2one("hr.department", required=True, readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        domain=[("share", "=", False)],
        tracking=True,
        help="Who in the department answers. Empty: whoever takes it; until then its manager is reminded.",
    )
    asked_by_id = fields.Many2one(
        "res.users", string="Requested by", required=True, readonly=True, default=lambda self: self.env.user
    )
    team_id = fields.Many2one("helpdesk.ticket.team", string="Asking Team", readonly=True, ondelete="set null")
    # Until when
    asked_at = fields.Datetime(string="Asked On", required=True, readonly=True, default=fields.Datetime.now)
    deadline = fields.Datetime(
        required=True, tracking=True, help="Agreed between ourselves; the customer's clocks run on."
    )
    # What became of it
    state = fields.Selection(
        [
            ("open", "Waits for Answer"),
            ("answered", "Answered"),
            ("refused", "Refused"),
            ("passed", "Passed on"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
    )
    answer = fields.Text(readonly=True, copy=False)
    reason = fields.Text(string="Reason of Refusal", readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    answered_at = fields.Datetime(string="Answered", readonly=True, copy=False)
    source_id = fields.Many2one("service.handover", string="Passed on From", readonly=True, ondelete="restrict")
    next_ids = fields.One2many("service.handover", "source_id", string="Passed on To", readonly=True)
    clock_ids = fields.One2many(
        "service.clock",
        "handover_id",
        string="Service Clocks",
        readonly=True,
        groups="service_quality.service_quality_group_agent",
    )
    chain = fields.Char(string="Way", compute="_compute_chain", help="The departments that the question went through.")
    may_answer = fields.Boolean(compute="_compute_may_answer")
    # Figures; those of open requests stay empty, so that means leave them out
    hours_to_answer = fields.Float(readonly=True, aggregator="avg", copy=False)
    punctuality = fields.Float(
        readonly=True, aggregator="avg", copy=False, help="1 where the department answered in time, 0 where not."
    )

    _open_idx = models.Index("(department_id, deadline) WHERE state = 'open'")

    @api.depends("source_id", "department_id")
    def _compute_chain(self):
        for handover in self.sudo():
            way, step = [], handover
            while step:
                way.insert(0, step.department_id.name or "")
                step = step.source_id
            handover.chain = " → ".join(way)

    @api.depends_context("uid")
    @api.depends("department_id", "user_id", "state")
    def _compute_may_answer(self):
        for handover in self:
            handover.may_answer = handover.state == "open" and handover._is_of(self.env.user)

    def _is_of(self, user):
        """Whether somebody answers for the department: the owner, its members, its managers up the tree."""
        handover = self.sudo()
        department = handover.department_id
        if user == handover.user_id or user in department.member_ids.user_id:
            return True
        while department and department.manager_id.user_id != user:
            department = department.parent_id
        return bool(department)

    @api.constrains("user_id")
    def _check_owner(self):
        for handover in self.filtered("user_id"):
            if not handover._is_member(handover.user_id):
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to %(department)s: name somebody who does.",
                        person=handover.user_id.name,
                        department=handover.department_id.name,
                    )
                )

    def _is_member(self, user):
        department = self.sudo().department_id
        members = department.member_ids | department.manager_id
        below = self.env["hr.department"].sudo().search([("id", "child_of", department.id)])
        return user in (members | below.member_ids).user_id

    @api.constrains("deadline", "asked_at")
    def _check_deadline(self):
        for handover in self:
            if handover.deadline <= handover.asked_at:
                raise ValidationError(self.env._("The deadline of a request lies in the future."))

    # What the clock asks

    def _clock_report(self):
        return {
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
        }

    def _clock_position(self):
        return {"open": "open", "withdrawn": "cancelled"}.get(self.state, "closed")

    def _get_responsible(self):
        """Who is reminded: the owner, else the manager of the department; up from who is absent."""
        handover, now = self.sudo(), fields.Datetime.now()
        router = Router(self.env, now, now)
        place, _skipped = first_present(
            handover._get_places(router), lambda who: router._hole(who, handover.company_id.id, to_epoch(now))
        )
        return self.env["res.users"].browse(place.who.user if place else [])

    def _get_places(self, router):
        if self.user_id:
            yield from router._from_user(self.user_id, "user", Case(self.user_id.id, None, self.company_id.id))
        department = self.department_id
        while department:
            if department.manager_id:
                yield Place(router._employee(department.manager_id), "manager")
            department = department.parent_id

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        tickets = self.env["helpdesk.ticket"].browse(vals["ticket_id"] for vals in vals_list)
        if not self.env.su:
            tickets.check_access("write")
        for vals, ticket in zip(vals_list, tickets.sudo(), strict=True):
            if ticket.closed:
                raise UserError(self.env._("%(ticket)s is closed: reopen it first.", ticket=ticket.display_name))
            vals.update(case_number=ticket.number, company_id=ticket.company_id.id, team_id=ticket.team_id.id)
            if not self.env.su:
                vals.update(asked_by_id=self.env.uid, asked_at=fields.Datetime.now(), state="open")
        handovers = super(ServiceHandover, self.with_context(mail_create_nosubscribe=True)).create(vals_list)
        tickets.sudo().filtered(lambda ticket: not ticket.departments_asked).departments_asked = True
        handovers.sudo()._begin()
        return handovers.with_env(self.env)

    def _begin(self):
        """Start the clock, tell the department, and say so on the case."""
        self.env["service.clock"]._open_until(
            self._clock_field, METRIC, {handover: handover.deadline for handover in self}, self._clock_now()
        )
        for handover in self:
            user = handover._get_responsible()
            handover.message_subscribe((handover.asked_by_id | user).partner_id.ids)
            if user:
                told = handover.with_context(lang=user.lang or self.env.lang)
                told.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=told.env._("Asked by customer service: %(subject)s", subject=handover.name),
                    body=handover.question,
                )
            handover._write_on_case(
                self.env._(
                    "Handed to %(department)s: %(subject)s",
                    department=handover.department_id.name,
                    subject=handover.name,
                )
            )

    def write(self, vals):
        if not self.env.su:
            self._check_may_write(vals)
        before = {handover.id: handover.deadline for handover in self}
        res = super().write(vals)
        if "deadline" in vals:
            self.sudo()._move_deadline(before)
        if "user_id" in vals:
            self.env["service.clock"]._report_again(self._clock_field, self.sudo())
            self.sudo().message_subscribe(self.user_id.partner_id.ids)
        return res

    def _check_may_write(self, vals):
        """The department says who answers, the asker what is asked; what happened is written by the actions."""
        for handover in self:
            asker = handover.sudo().ticket_id.with_env(self.env).has_access("write")
            allowed = _ANYBODY | _ASKER if asker else _ANYBODY
            if not allowed.issuperset(vals) or handover.state != "open":
                raise AccessError(
                    self.env._(
                        "%(request)s: the department says who answers, the asker changes question and deadline while "
                        "it waits, and the buttons do the rest.",
                        request=handover.name,
                    )
                )

    def _move_deadline(self, before):
        """Another deadline moves the same clock; what was late already stays late."""
        now = self._clock_now()
        for handover in self.filtered(lambda h: h.state == "open" and h.deadline != before[h.id]):
            clock = self.env["service.clock"].search([("handover_id", "=", handover.id), ("state", "=", "running")])
            if handover.deadline <= now or (clock and clock.due < now):
                raise UserError(self.env._("A deadline that has passed stays: withdraw the request and ask again."))
            if clock:
                clock._redate_until(handover.deadline, now)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if not self.env.su:
            raise UserError(self.env._("A request is not deleted: withdraw it."))

    # Life

    def _end(self, state, **values):
        """Answered, refused or passed on by the user of the environment, or withdrawn."""
        now = self._clock_now()
        for handover in self.sudo():
            if handover.state != "open":
                raise UserError(self.env._("%(request)s does not wait for an answer any more.", request=handover.name))
            judged = state != "withdrawn"
            late = now > handover.deadline
            handover.write(
                {
                    "state": state,
                    "answered_at": now,
                    "answered_by_id": self.env.uid,
                    **({"hours_to_answer": (now - handover.asked_at).total_seconds() / 3600} if judged else {}),
                    **({"punctuality": float(not late)} if judged else {}),
                    **values,
                }
            )
        entry = Entry("cancel") if state == "withdrawn" else Entry("stop", metrics=frozenset({METRIC}))
        self.sudo()._clock_record({handover.id: [entry] for handover in self})

    def _write_on_case(self, text, tell=False):
        """A note on the case; the asker and the assignee are told if ``tell``."""
        handover = self.sudo()
        people = (handover.asked_by_id | handover.ticket_id.user_id) - self.env.user if tell else self.env["res.users"]
        handover.ticket_id.with_context(mail_post_autofollow=False).message_post(
            body=text,
            subtype_xmlid="mail.mt_note",
            author_id=self.env.user.partner_id.id,
            partner_ids=people.filtered("active").partner_id.ids,
        )

    def _tell_late(self):
        """The deadline has passed: the manager of the department and who asked are told, once."""
        for handover in self.filtered(lambda h: h.state == "open"):
            head = handover.department_id.manager_id.user_id or handover.department_id.parent_id.manager_id.user_id
            for user in (head | handover.asked_by_id).filtered("active"):
                told = handover.with_context(lang=user.lang or self.env.lang)
                told.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=told.env._(
                        "Late: %(department)s has not answered “%(subject)s”",
                        department=told.department_id.name,
                        subject=handover.name,
                    ),
                    body=handover.question,
                )
