from datetime import timedelta

from odoo import api, fields, models

from ..engine.escalation_chain import Hole, first_present
from ..engine.moment import to_epoch
from .service_escalation_notice import HOLES
from .service_escalation_route import Case, Router

_AHEAD = timedelta(hours=24)
_BATCH = 200
_ENOUGH_ATTEMPTS = 3


class ServiceCallback(models.Model):
    """Who calls in the place of somebody who is not there, and who is called again.

    A day ahead of the promised moment the caller's leaves are looked at;
    whoever will be away, has left or has no user hands the call to the least
    loaded member of the team who will be there, else to the team's leader and
    up. The promise stays what it was.
    """

    _inherit = "service.callback"

    covered_for_id = fields.Many2one(
        "res.users", string="In Place of", readonly=True, copy=False, ondelete="set null", tracking=True
    )

    @api.model
    def _cron_cover(self):
        """Find somebody for the calls of the next day whose caller will not be there."""
        last = 0
        while callbacks := self._get_to_cover(last):
            covered = callbacks._cover()
            last = callbacks[-1].id
            if not self.env["ir.cron"]._commit_progress(len(covered)):
                break

    @api.model
    def _get_to_cover(self, after):
        now = fields.Datetime.now()
        domain = [
            ("id", ">", after),
            ("state", "=", "open"),
            "|",
            ("promised", "<=", now + _AHEAD),
            ("user_id.active", "=", False),
        ]
        return self.search(domain, order="id", limit=_BATCH)

    def _cover(self):
        """Give these calls to somebody who will be there, where that is needed.

        :return: those that have another caller now
        """
        now = fields.Datetime.now()
        router = Router(self.env, now, max([now, *self.mapped("promised")]))
        load = dict(self._read_group([("state", "=", "open")], ["user_id"], ["__count"]))
        covered = self.browse()
        for callback in self.sudo():
            at = to_epoch(max(callback.promised, now))
            hole = router._hole(router._person(callback.user_id.id, callback.company_id.id), callback.company_id.id, at)
            user = callback._find_cover(router, at, load) if hole else None
            if user:
                load[user] = load.get(user, 0) + 1
                callback._hand_to(user, hole)
                covered |= callback
        return covered

    def _find_cover(self, router, at, load):
        """Who will be there: a member of the team with the fewest open calls, else a leader, else a manager."""
        company = self.company_id.id
        members = self.team_id.user_ids - self.user_id
        for user in members.sorted(lambda member: (load.get(member, 0), member.id)):
            if not router._hole(router._person(user.id, company), company, at):
                return user
        case = Case(self.user_id.id, self.team_id.id, company)
        places = [*router._leaders(self.team_id, case), *router._managers(case)]
        place, _skipped = first_present(places, lambda who: router._hole(who, company, at))
        return self.env["res.users"].browse(place.who.user) if place else None

    def _hand_to(self, user, hole):
        absent = self.user_id
        self.write({"user_id": user.id, "covered_for_id": (self.covered_for_id or absent).id})
        told = self.with_context(lang=user.lang or self.env.lang)
        reasons = dict(self.env["service.escalation.notice"]._fields["hole"]._description_selection(told.env))
        told.message_post(
            body=told.env._(
                "%(cover)s calls in place of %(absent)s (%(reason)s).",
                cover=user.name,
                absent=absent.name,
                reason=reasons[hole if hole in dict(HOLES) else Hole.NO_USER],
            ),
            partner_ids=user.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _called(self, done):
        """Who was not reached is called again today; after the third attempt somebody decides."""
        res = super()._called(done)
        for callback in self.filtered(lambda callback: callback.state == "open"):
            tries = len(callback.attempt_ids.filtered(lambda attempt: attempt.outcome == "no_answer"))
            env = callback.with_context(lang=callback.user_id.lang or self.env.lang).env
            callback.activity_unlink(["mail.mail_activity_data_call"], only_automated=True)
            callback.activity_schedule(
                "mail.mail_activity_data_call",
                user_id=callback.user_id.id,
                summary=env._("Call again: attempt %(number)s", number=tries + 1)
                if tries < _ENOUGH_ATTEMPTS
                else env._("%(count)s attempts without an answer: agree on another date or give up", count=tries),
            )
        if done:
            self.activity_unlink(["mail.mail_activity_data_call"], only_automated=True)
        return res

    def _end(self, state):
        res = super()._end(state)
        self.sudo().activity_unlink(["mail.mail_activity_data_call"], only_automated=True)
        return res
