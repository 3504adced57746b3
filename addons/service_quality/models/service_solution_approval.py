from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.escalation_chain import Hole, Place, first_present, upward
from ..engine.moment import to_epoch
from .helpdesk_ticket_complaint import INTERNAL
from .service_escalation_route import Case, Router

_NO_AUTHORITY = "no_authority"
_NO_ROLE = "no_role"


class _Approvers(Router):
    """Who approves what is above somebody's limit: up the chain of managers, then the leaders of the team."""

    def __init__(self, env, now):
        super().__init__(env, now, now + timedelta(seconds=1))

    def find(self, user, solution, at):
        """The first in the chain who has the authority and can be reached.

        :return: ``(record of res.users, list of Skipped)``
        """
        ticket = solution.ticket_id
        case = Case(user.id, ticket.team_id.id, ticket.company_id.id)
        place, skipped = first_present(
            self._chain(user, case), lambda person: self._why_not(person, user, solution, case, at)
        )
        return self.env["res.users"].browse(place.who.user if place else None), skipped

    def _chain(self, user, case):
        start = self._person(user.id, case.company)
        yield from upward(start, self._above, "manager")
        for place in self._leaders(self.env["helpdesk.ticket.team"].browse(case.team), case):
            yield Place(place.who, place.role)

    def _above(self, person):
        """Who a person reports to, else the manager of the department."""
        employee = self.env["hr.employee"].browse(person.employee)
        head = employee.department_id.manager_id
        return self._superior(person) or (self._employee(head) if head and head != employee else None)

    def _why_not(self, person, user, solution, case, at):
        hole = self._hole(person, case.company, at)
        if hole:
            return hole
        candidate = self.env["res.users"].browse(person.user)
        if candidate == user:
            return _NO_AUTHORITY
        if not candidate.has_group("service_quality.service_quality_group_department"):
            return _NO_ROLE
        enough = solution.env["service.authority"]._is_enough(
            candidate, solution.remedy, solution.cost_company, solution.company_id
        )
        return None if enough else _NO_AUTHORITY


class ServiceSolution(models.Model):
    """Above the limit of who proposes it, a solution is approved up the chain; who was passed over is written down."""

    _inherit = "service.solution"

    approver_id = fields.Many2one(
        "res.users", string="To be Approved by", readonly=True, copy=False, index="btree_not_null", groups=INTERNAL
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, groups=INTERNAL)
    approved_at = fields.Datetime(readonly=True, copy=False, groups=INTERNAL)
    approver_is_me = fields.Boolean(compute="_compute_approver_is_me", groups=INTERNAL)

    def _compute_approver_is_me(self):
        for solution in self:
            solution.approver_is_me = solution.state == "waiting" and solution._may_approve(self.env.user)

    def _price(self):
        """The cost in the currency of the company, today."""
        for solution in self.sudo():
            company = solution.company_id
            solution.cost_company = solution.currency_id._convert(
                solution.cost, company.currency_id, company, fields.Date.context_today(solution)
            )

    def _is_within_authority(self, user):
        self.ensure_one()
        solution = self.sudo()
        return self.env["service.authority"]._is_enough(
            user, solution.remedy, solution.cost_company, solution.company_id
        )

    def _may_approve(self, user):
        """Who was asked, and team leaders; each within their authority, nobody their own proposal."""
        asked = self.sudo().approver_id == user
        leads = user.has_group("service_quality.service_quality_group_leader")
        return (asked or leads) and self.sudo().author_id != user and self._is_within_authority(user)

    def _ask_approval(self):
        """Find who approves, leave an activity, write down who was passed over.

        :raises UserError: where nobody in the chain has the authority
        """
        self.ensure_one()
        now = self.ticket_id._clock_now()
        solution = self.sudo()
        approvers = _Approvers(self.env, now)
        approver, skipped = approvers.find(self.env.user, solution, to_epoch(now))
        if not approver:
            raise UserError(
                self.env._(
                    "%(cost)s is above your limit, and nobody above you may approve it: raise a limit in the "
                    "authority limits.",
                    cost=solution.currency_id.format(solution.cost),
                )
            )
        solution.write({"state": "waiting", "approver_id": approver.id})
        passed = [
            f"{approvers.describe(hole.who) or self.env._('nobody')} ({self._describe_hole(hole.hole)})"
            for hole in skipped
        ]
        note = self.env._("%(proposal)s: %(person)s is asked.", proposal=self.display_name, person=approver.name)
        if passed:
            note += " " + self.env._("Passed over: %(people)s", people=", ".join(passed))
        self.ticket_id._complaint_log([{"kind": "approval", "note": note}])
        following = self.ticket_id.sudo().message_partner_ids
        self._leave_activity(approver, self.env._("Approve: %(proposal)s", proposal=self.display_name))
        # Who approves is told of this, not of everything that is written
        self.ticket_id.sudo().message_unsubscribe((approver.partner_id - following).ids)
        return approver

    def _describe_hole(self, hole):
        texts = {
            Hole.NOBODY: self.env._("place not filled"),
            Hole.NO_USER: self.env._("no login"),
            Hole.ARCHIVED: self.env._("no longer there"),
            Hole.ON_LEAVE: self.env._("on leave"),
            Hole.OTHER_COMPANY: self.env._("other company"),
            Hole.LOOP: self.env._("chain without end"),
            _NO_AUTHORITY: self.env._("limit too low"),
            _NO_ROLE: self.env._("no role in the service"),
        }
        return texts.get(hole, hole)

    def _leave_activity(self, user, summary):
        kind = self.env.ref("service_quality.mail_activity_type_complaint")
        self.env["mail.activity"].sudo().create(
            {
                "activity_type_id": kind.id,
                "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "res_id": self.ticket_id.id,
                "user_id": user.id,
                "summary": summary,
                "date_deadline": fields.Date.context_today(self),
            }
        )

    def action_approve(self):
        """Approve what is above the author's limit."""
        self.check_access("read")
        for solution in self:
            if solution.state != "waiting":
                raise UserError(self.env._("%(proposal)s waits for no approval.", proposal=solution.display_name))
            solution._price()
            if not solution._may_approve(self.env.user):
                raise AccessError(
                    self.env._("%(proposal)s is above your limit too, or your own.", proposal=solution.display_name)
                )
            solution.sudo().write(
                {"state": "approved", "approved_by_id": self.env.uid, "approved_at": fields.Datetime.now()}
            )
            solution._log_approval(self.env._("%(proposal)s: approved", proposal=solution.display_name))

    def action_refuse(self):
        """Not approved: a draft again."""
        self.check_access("read")
        for solution in self:
            if solution.state != "waiting" or not solution._may_approve(self.env.user):
                raise AccessError(self.env._("Who may approve a proposal may refuse it."))
            solution.sudo().write({"state": "draft", "approver_id": False})
            solution._log_approval(self.env._("%(proposal)s: not approved", proposal=solution.display_name))

    def _log_approval(self, note):
        self.ticket_id._complaint_log([{"kind": "approval", "note": note}])
        asked = self.ticket_id._complaint_get_activities()
        asked.filtered(lambda activity: activity.user_id == self.env.user).unlink()
        author = self.sudo().author_id
        self._leave_activity(author, note)
