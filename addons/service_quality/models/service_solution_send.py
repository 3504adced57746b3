import secrets
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import hash_sign

from ..engine.consent import fingerprint
from ..engine.moment import from_epoch, to_epoch
from .service_link_mixin import read_signed

_SCOPE = "service_quality.solution"


class ServiceSolution(models.Model):
    """To the customer: frozen, with a link by which it can be answered without logging in.

    The link is a signed token that names the proposal, the customer, the hash
    of the content, a number that the last sending drew, and when it expires.
    It is in the e-mail alone: nobody of ours can read or make it.
    """

    _inherit = "service.solution"

    content_hash = fields.Char(string="SHA-256 of the Content", readonly=True, copy=False, groups="base.group_user")
    link_number = fields.Char(readonly=True, copy=False, groups="base.group_system")

    def _get_content(self):
        """What the customer agrees to, as plain values."""
        self.ensure_one()
        return {
            "complaint": self.ticket_id.number,
            "proposal": self.number,
            "version": self.version,
            "remedy": self.remedy,
            "cost": self.currency_id.round(self.cost).__format__(".2f"),
            "currency": self.currency_id.name,
            "text": str(self.text or ""),
            "customer": self.partner_id.id,
        }

    # Sending

    def action_send(self):
        """Offer it to the customer; above one's limit ask who may approve it first."""
        self.ensure_one()
        self._check_handles()
        if self.state not in ("draft", "approved"):
            raise UserError(self.env._("%(proposal)s was sent already.", proposal=self.display_name))
        self._check_complete()
        self._check_ready()
        self._price()
        if self.state == "draft" and not self._is_within_authority(self.env.user):
            approver = self._ask_approval()
            return self._say(self.env._("Above your limit: %(person)s is asked to approve it.", person=approver.name))
        self._send()
        return None

    def action_submit(self):
        """A colleague of the department hands a draft to who handles the complaint."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("%(proposal)s is no draft.", proposal=self.display_name))
        self._check_complete()
        ticket = self.ticket_id.sudo()
        user = ticket.user_id or ticket.team_id.user_id
        if not user:
            raise UserError(self.env._("Nobody handles the complaint yet: ask the service department."))
        note = self.env._("%(proposal)s: proposed by the department", proposal=self.display_name)
        self.ticket_id._complaint_log([{"kind": "proposal", "note": note}])
        self._leave_activity(user, note)
        return self._say(self.env._("%(person)s is told of your proposal.", person=user.name))

    def _say(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "info", "next": {"type": "ir.actions.act_window_close"}},
        }

    def _check_ready(self):
        ticket = self.ticket_id
        if ticket.complaint_step in ("received", "acknowledged", "dispatched"):
            ticket._complaint_advance("investigated")
        if ticket.complaint_step not in ("investigated", "proposed"):
            raise UserError(self.env._("%(ticket)s is decided already.", ticket=ticket.display_name))
        if not ticket.partner_id:
            raise UserError(self.env._("Name the customer on the complaint first."))

    def _send(self):
        solution = self.sudo()
        now = self.ticket_id._clock_now()
        solution.write(
            {
                "state": "sent",
                "partner_id": solution.ticket_id.partner_id.id,
                "sent_at": now,
                "answer_by": now + timedelta(days=solution.company_id.service_answer_days),
            }
        )
        solution.content_hash = fingerprint(solution._get_content())
        # Earlier versions are not to be accepted any more
        older = solution._get_versions().filtered(lambda other: other.version < solution.version)
        older.filtered(lambda other: other.state in ("draft", "waiting", "approved", "sent")).write(
            {"state": "superseded"}
        )
        mailed = self._mail()
        ticket = self.ticket_id
        note = (
            self.env._("%(proposal)s sent to %(address)s", proposal=self.display_name, address=mailed)
            if mailed
            else self.env._("%(proposal)s is in the portal; the customer has no address", proposal=self.display_name)
        )
        ticket._complaint_log([{"kind": "proposal", "note": note}])
        if ticket.complaint_step == "investigated":
            ticket._complaint_advance("proposed")

    def action_send_again(self):
        """Another e-mail with a new link; the old one does not work any more."""
        self.ensure_one()
        self._check_handles()
        if self.state != "sent":
            raise UserError(self.env._("%(proposal)s waits for no answer.", proposal=self.display_name))
        mailed = self._mail()
        if not mailed:
            raise UserError(self.env._("The customer has no e-mail address."))
        self.ticket_id._complaint_log(
            [
                {
                    "kind": "proposal",
                    "note": self.env._("%(proposal)s sent to %(address)s", proposal=self.display_name, address=mailed),
                }
            ]
        )

    def _mail(self):
        """Write to the customer; the mail belongs to no record, so that only its reader has the link.

        :return: the address, or nothing
        """
        solution = self.sudo()
        address = solution.partner_id.email_formatted if solution.partner_id.email else False
        if not address or solution.ticket_id._complaint_is_history():
            return False
        solution.link_number = secrets.token_urlsafe(12)
        template = self.env.ref("service_quality.mail_template_solution").sudo()
        ticket = solution.ticket_id
        template.send_mail(
            solution.id,
            email_values={
                "model": False,
                "res_id": False,
                "author_id": solution.company_id.partner_id.id,
                "reply_to": ticket._notify_get_reply_to()[ticket.id] or solution.company_id.email_formatted,
                # An answer by mail finds the ticket
                "references": ticket.message_ids[-1:].message_id or False,
                "is_internal": False,
            },
        )
        return address

    # The link

    def _get_link(self):
        """The address by which this proposal is answered. Called for the e-mail to the customer only."""
        self.ensure_one()
        solution = self.sudo()
        message = [
            solution.id,
            solution.partner_id.id,
            solution.content_hash,
            solution.link_number,
            to_epoch(solution.answer_by),
        ]
        token = hash_sign(solution.env, _SCOPE, message)
        return f"{solution.get_base_url()}/complaint/proposal/{token}"

    def _open_link(self, token):
        """What a link leads to.

        :return: ``(state, proposal)``; the state is ``open``, or ``invalid``, ``expired``, ``used`` or
            ``changed`` with an empty recordset
        """
        message = read_signed(self.sudo().env, _SCOPE, token)
        if not message:
            return "invalid", self.browse()
        solution_id, partner_id, content_hash, number, expires = message
        solution = self.sudo().browse(solution_id).exists()
        if not solution:
            return "invalid", self.browse()
        state = solution._judge_link(partner_id, content_hash, number, from_epoch(expires))
        return state, solution if state == "open" else self.browse()

    def _judge_link(self, partner_id, content_hash, number, expires):
        if self.state in ("accepted", "rejected"):
            return "used"
        if fields.Datetime.now() > expires or self.state == "no_answer":
            return "expired"
        unchanged = (
            self.state == "sent"
            and self.content_hash == content_hash == fingerprint(self._get_content())
            and self.link_number == number
            and self.partner_id.id == partner_id == self.ticket_id.partner_id.id
        )
        return "open" if unchanged else "changed"
