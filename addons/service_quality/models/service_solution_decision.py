from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..engine.consent import fingerprint

_BATCH = 100


class ServiceSolution(models.Model):
    """The customer's answer: once, frozen with what it was given to, and what follows from it."""

    _inherit = "service.solution"

    def _decide(self, decision, channel, person, said=None, partner=None, at=None):
        """Take down the answer to one proposal.

        Two answers at once: the second waits for the first, and finds that there is one.

        :param decision: accepted, rejected or no_answer
        :param channel: portal, link, phone, or None
        :param person: name of who answered
        :param at: naive UTC datetime, by default now
        :raises UserError: where the proposal does not wait for an answer
        """
        self.ensure_one()
        solution = self.sudo()
        solution.flush_recordset()
        self.env.execute_query(SQL("SELECT id FROM service_solution WHERE id = %s FOR UPDATE", self.id))
        solution.invalidate_recordset()
        if solution.state != "sent":
            raise UserError(self.env._("This proposal does not wait for an answer any more."))
        if fingerprint(solution._get_content()) != solution.content_hash:
            raise UserError(self.env._("This proposal was changed since it was sent: send a new version."))
        moment = at or self.ticket_id._clock_now()
        consent = self.env["service.solution.consent"].sudo()
        consent._take_down(solution, decision, channel, person, said, partner, moment, self.env.user)
        solution.write({"state": decision, "decided_at": moment})
        ticket = solution.ticket_id
        ticket._complaint_log(
            [
                {
                    "kind": "consent",
                    "channel": channel,
                    "note": self._describe_answer(solution, decision, person, said),
                }
            ]
        )
        if decision == "accepted" and solution.alternative:
            others = (ticket.solution_ids - solution).filtered("alternative")
            others._lapse(self.env._("Another alternative was accepted."))
        if decision == "rejected":
            ticket._complaint_reject(solution, said)
        ticket._complaint_follow_decisions()
        if decision != "no_answer":
            solution._tell_handler(decision)

    def _describe_answer(self, solution, decision, person, said):
        answer = dict(self._fields["state"]._description_selection(self.env))[decision]
        text = f"{solution.display_name}: {answer}"
        if person:
            text += f" ({person})"
        return f"{text}. {said}" if said else text

    def _tell_handler(self, decision):
        ticket = self.ticket_id
        handler = ticket.user_id or ticket.team_id.user_id
        if handler and handler != self.env.user:
            env = self.with_context(lang=handler.lang).env
            texts = {
                "accepted": env._("Carry out: the customer accepted %(proposal)s", proposal=self.display_name),
                "rejected": env._("Propose anew: the customer rejected %(proposal)s", proposal=self.display_name),
            }
            self._leave_activity(handler, texts[decision])

    # By phone

    def action_record_phone(self):
        """Ask what the customer said on the phone."""
        self.ensure_one()
        self._check_handles()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer by Phone"),
            "res_model": "service.solution.phone",
            "view_mode": "form",
            "target": "new",
            "context": {"default_solution_id": self.id},
        }

    def _decide_by_phone(self, decision, person, said, at):
        """Recorded by who spoke with the customer."""
        self._check_handles()
        if at > fields.Datetime.now() + timedelta(minutes=1):
            raise UserError(self.env._("The call lies in the future."))
        if self.sent_at and at < self.sent_at - timedelta(minutes=1):
            raise UserError(self.env._("The call was before the proposal was made."))
        self._decide(decision, "phone", person, said, self.partner_id, at)

    # In the portal

    def _decide_in_portal(self, decision, said):
        """By a customer who is logged in. One may answer for one's own company, not for others.

        :raises AccessError: whoever it was not proposed to
        """
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if not user._is_portal() or user.commercial_partner_id != self.partner_id.commercial_partner_id:
            raise AccessError(self.env._("This proposal was made to somebody else."))
        self._decide(decision, "portal", user.name, said, user.partner_id)

    # No answer

    @api.model
    def _cron_no_answer(self):
        """What waits for an answer longer than was said counts as no answer."""
        domain = [("state", "=", "sent"), ("answer_by", "<", fields.Datetime.now())]
        while True:
            overdue = self.search(domain, limit=_BATCH, order="answer_by, id").try_lock_for_update(limit=_BATCH)
            for solution in overdue:
                solution._decide("no_answer", None, False)
            left = self.search_count(domain) if overdue else 0
            if not self.env["ir.cron"]._commit_progress(len(overdue), remaining=left) or not left:
                break

    # Checking

    def action_check_hash(self):
        """Whether what is stored is what was offered and agreed to."""
        self.check_access("read")
        broken = self.browse()
        for solution in self.sudo():
            changed = solution.content_hash and solution.content_hash != fingerprint(solution._get_content())
            if changed or not all(consent._is_intact() for consent in solution.consent_ids):
                broken |= solution
        if broken:
            names = ", ".join(broken.mapped("display_name"))
            text = self.env._("Changed since it was sent or decided: %(proposals)s", proposals=names)
        else:
            text = self.env._("Unchanged: text, remedy and cost are those that were sent, and the answer is as given.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "danger" if broken else "success", "sticky": bool(broken)},
        }
