from odoo import models
from odoo.exceptions import UserError

from ..engine.complaint import Facts, between, missing
from ..engine.metrics import Signal
from .service_clock_mixin import is_over


class HelpdeskTicket(models.Model):
    """From step to step: what is missing, what is written down, and where the ticket's stage follows."""

    _inherit = "helpdesk.ticket"

    # What is there

    def _complaint_facts(self):
        """What is known of one complaint. Read with elevated rights: who may ask was checked before."""
        self.ensure_one()
        ticket = self.sudo()
        current = ticket.solution_ids.filtered(lambda solution: solution.round == ticket.complaint_round)
        accepted = current.filtered(lambda solution: solution.state == "accepted")
        outcome = ticket.complaint_outcome
        return Facts(
            acknowledged=bool(ticket.complaint_acknowledged_at),
            department=bool(ticket.complaint_department_id),
            owner=bool(ticket.complaint_owner_id),
            findings=bool((ticket.complaint_findings or "").strip()),
            judged=bool(ticket.complaint_justified),
            judged_why=bool((ticket.complaint_justified_reason or "").strip()),
            proposal=any(solution.state in ("sent", "accepted") for solution in current),
            decision=bool(outcome),
            carried_out=bool(outcome)
            and (outcome != "accepted" or (bool(accepted) and all(s.carried_out_at for s in accepted))),
            cause=bool(ticket.cause_id),
            summary=bool((ticket.complaint_summary or "").strip()),
            improvement=bool(ticket.complaint_improvement),
            improvement_note=ticket.complaint_improvement != "yes"
            or bool((ticket.complaint_improvement_note or "").strip()),
        )

    def _complaint_describe_missing(self, name):
        texts = {
            "acknowledged": self.env._("Acknowledge it first, by mail or by a note of the call."),
            "department": self.env._("Say which department is responsible."),
            "owner": self.env._("Say who in that department is responsible."),
            "findings": self.env._("Write down what the investigation found."),
            "judged": self.env._("Say whether the complaint is justified."),
            "judged_why": self.env._("Give the reason why it is justified or not."),
            "proposal": self.env._("Propose a solution to the customer."),
            "decision": self.env._("The customer has not decided yet."),
            "carried_out": self.env._("The solution that was accepted is not carried out yet."),
            "cause": self.env._("Name the cause."),
            "summary": self.env._("Write the closing summary."),
            "improvement": self.env._("Say whether an improvement is needed."),
            "improvement_note": self.env._("Say what is to improve."),
        }
        return texts[name]

    def _complaint_check(self, steps):
        """Refuse, in words, what is missing on the way through these steps."""
        self.ensure_one()
        found = missing(self._complaint_facts(), steps)
        if found:
            reasons = "\n".join(f"• {self._complaint_describe_missing(name)}" for name in found)
            raise UserError(
                self.env._("%(ticket)s is not that far:\n%(reasons)s", ticket=self.display_name, reasons=reasons)
            )
        if "closed" in steps:
            self._complaint_check_closer()

    def _complaint_check_closer(self):
        level = self.sudo()._complaint_get_level()
        if not self.env.su and not level._may_close(self.env.user):
            closer = dict(level._fields["closer"]._description_selection(self.env))[level.closer]
            raise UserError(
                self.env._(
                    "%(ticket)s is of level %(level)s: it is closed by this role: %(role)s.",
                    ticket=self.display_name,
                    level=level.number,
                    role=closer,
                )
            )

    # Moving on

    def _complaint_advance(self, target, note=None, channel=None):
        """Bring complaints to a step, through all those before it.

        Whoever may write the ticket may ask; each step on the way is
        written down.

        :param target: one of ``engine.complaint.STEPS``
        :raises UserError: with what is missing
        """
        self.check_access("write")
        ways = {}
        for ticket in self:
            if not ticket.complaint_step:
                raise UserError(self.env._("%(ticket)s is no complaint.", ticket=ticket.display_name))
            way = between(ticket.complaint_step, target)
            if not way and ticket.complaint_step != target:
                raise UserError(
                    self.env._(
                        "A complaint does not go back by hand: when the customer rejects the solution, or when it "
                        "is reopened, it starts again at the investigation."
                    )
                )
            ticket._complaint_check(way)
            ways.setdefault(way, self.browse())
            ways[way] |= ticket
        for way, tickets in ways.items():
            if way:
                tickets._complaint_arrive(way, note, channel)

    def _complaint_arrive(self, way, note=None, channel=None, **values):
        """Write down the steps on a way, and stand at its end."""
        now = self[:1]._clock_now()
        if way[-1] == "closed":
            values |= {"complaint_closed_at": now}
        self.sudo().write({"complaint_step": way[-1], **values})
        self._complaint_log(
            [
                {"kind": "step", "step": step, "channel": channel, "note": note if step == way[-1] else False}
                for step in way
            ]
        )
        if way[-1] == "closed":
            self._complaint_get_activities().unlink()
        if way[-1] == "proposed":
            self._clock_signal(Signal.PROPOSED, note=self.env._("Solution proposed"))
        self._complaint_move_stage(way[-1])

    def _complaint_log(self, lines):
        """Add the same lines to the log of each complaint."""
        now, user = self[:1]._clock_now(), self.env.user
        return (
            self.env["service.complaint.event"]
            .sudo()
            .create(
                [{"ticket_id": ticket.id, "at": now, "user_id": user.id, **line} for ticket in self for line in lines]
            )
        )

    def _complaint_begin(self):
        """New complaints: the first line of their log, and who is told of their level."""
        self._complaint_log([{"kind": "step", "step": "received"}])
        over = self.filtered("closed")
        if over:
            over._complaint_arrive(("closed",), complaint_outcome="set_aside")
        self._complaint_tell_level({ticket.id: 0 for ticket in self - over})

    def _complaint_become(self):
        """Tickets that turned out to be complaints."""
        keys = ("partner_id", "product_id", "company_id", "complaint_subject_id")
        for ticket in self.sudo():
            vals = {key: ticket[key].id for key in keys} | {
                key: ticket[key] for key in ("partner_email", "name", "description", "complaint_severity")
            }
            [intake] = ticket._complaint_take_in([vals], besides=ticket)
            ticket.write({**intake, "complaint_received_at": ticket.create_date, "complaint_round": 1})
        self._complaint_begin()

    # The customer is answered

    def _complaint_acknowledge(self, channel, note=None):
        """The customer knows that somebody cares."""
        waiting = self.filtered(lambda ticket: ticket.complaint_step == "received")
        if waiting:
            waiting.sudo().write({"complaint_acknowledged_at": waiting[:1]._clock_now()})
            waiting._complaint_arrive(("acknowledged",), note, channel)
            if channel == "phone":
                waiting._clock_signal(Signal.REPLIED, note=self.env._("Acknowledged by phone"))

    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        if self._is_reply(message):
            self._complaint_acknowledge("email")
        return res

    def action_answered_by_phone(self):
        res = super().action_answered_by_phone()
        self._complaint_acknowledge("phone")
        return res

    # The stage

    def _complaint_before_stage(self, vals):
        """Before a change of stage: what closes a ticket needs what closes its complaint.

        :return: the complaints that the change closes or settles, by what they arrive at
        """
        stage = self.env["helpdesk.ticket.stage"].browse(vals["stage_id"])
        position = stage._get_clock_position() if stage else "open"
        concerned = self.filtered(lambda ticket: ticket.complaint_step not in (False, "closed"))
        if not is_over(position) or not concerned:
            return self.browse()
        if self._complaint_is_history():
            return concerned
        target = "carried_out" if position == "resolved" else "closed"
        for ticket in concerned:
            if ticket.duplicate_id or vals.get("duplicate_id"):
                continue
            if position == "cancelled":
                ticket._complaint_check_setting_aside()
            else:
                ticket._complaint_check(between(ticket.complaint_step, target))
        return concerned

    def _complaint_check_setting_aside(self):
        if not self.env.su and not self.env.user.has_group("service_quality.service_quality_group_leader"):
            raise UserError(
                self.env._("%(ticket)s is a complaint: a team leader sets it aside.", ticket=self.display_name)
            )
        if not (self.sudo().complaint_summary or "").strip():
            raise UserError(
                self.env._(
                    "%(ticket)s is a complaint: write in its closing summary why it is set aside.",
                    ticket=self.display_name,
                )
            )

    def _complaint_after_stage(self):
        """After a change of stage: the step follows."""
        for ticket in self.sudo().filtered(lambda ticket: ticket.complaint_step != "closed"):
            position = ticket._clock_position()
            aside = position in ("cancelled", "set_aside") or self._complaint_is_history()
            target = "carried_out" if position == "resolved" and not aside else "closed"
            way = ("closed",) if aside else between(ticket.complaint_step, target)
            values = {"complaint_outcome": ticket.complaint_outcome or "set_aside"} if aside else {}
            if way:
                ticket._complaint_arrive(way, **values)

    def _complaint_move_stage(self, step):
        """The stage follows the step: waiting while the customer decides, open afterwards, closed at the end."""
        wanted = {"proposed": "waiting:customer", "decided": "open", "closed": "closed", "investigated": "open"}
        position = wanted.get(step)
        if not position:
            return
        for team, tickets in self.sudo().grouped("team_id").items():
            stages = team._get_applicable_stages().filtered(lambda stage: stage._get_clock_position() == position)
            stage = stages.filtered(lambda stage: not stage.unattended)[:1] or stages[:1]
            moving = tickets.filtered(
                lambda ticket: ticket._clock_position() not in (position, "set_aside", "cancelled")
            )
            if stage and moving:
                moving.write({"stage_id": stage.id})

    def _clock_reopen(self):
        res = super()._clock_reopen()
        self.filtered(lambda ticket: ticket.complaint_step == "closed")._complaint_start_again()
        return res

    def _complaint_start_again(self):
        """Reopened: the investigation goes on, and everything after it is asked for again."""
        if not self:
            return
        reason = self.env.context.get("complaint_reason") or self.env._("The ticket was reopened.")
        for number, tickets in self.sudo().grouped("complaint_round").items():
            tickets.write(
                {
                    "complaint_step": "investigated",
                    "complaint_round": number + 1,
                    "complaint_outcome": False,
                    "complaint_closed_at": False,
                    "complaint_summary": False,
                    "complaint_improvement": False,
                }
            )
        self._complaint_log(
            [{"kind": "reopened", "note": reason}, {"kind": "step", "step": "investigated", "note": reason}]
        )

    # After the customer's answer

    def _complaint_go_back(self, note):
        """The customer rejected what was proposed: back to the investigation."""
        self._complaint_arrive(("investigated",), note)

    def _complaint_settle(self, outcome, note=None):
        """It is decided how the complaint ends."""
        self._complaint_arrive(("decided",), note, complaint_outcome=outcome)

    def _complaint_end_without_agreement(self, outcome, reason):
        """The customer takes the complaint back, or the two sides do not agree.

        :param outcome: ``withdrawn`` or ``no_agreement``
        """
        self.check_access("write")
        for ticket in self:
            if ticket.complaint_step in (False, "received", "carried_out", "closed"):
                raise UserError(self.env._("Acknowledge the complaint first; a closed one is reopened first."))
            solutions = ticket.sudo().solution_ids
            if outcome == "no_agreement" and not any(s.state == "rejected" for s in solutions):
                raise UserError(self.env._("The customer has not rejected any proposal: propose a solution first."))
            if any(s.state == "accepted" and s.round == ticket.sudo().complaint_round for s in solutions):
                raise UserError(self.env._("The customer accepted a solution: carry it out."))
            solutions._lapse(self.env._("The complaint ended without an agreement."))
        self._complaint_settle(outcome, reason)

    def _complaint_reopen(self, reason):
        """Open a closed complaint again, by its stage."""
        self.check_access("write")
        for ticket in self:
            if ticket.complaint_step != "closed":
                raise UserError(self.env._("%(ticket)s is not closed.", ticket=ticket.display_name))
            stages = ticket.team_id._get_applicable_stages()
            stage = stages.filtered(lambda stage: stage._get_clock_position() == "open" and not stage.unattended)[:1]
            if not stage:
                raise UserError(self.env._("The team has no open stage to reopen the complaint to."))
            ticket.with_context(complaint_reason=reason).write({"stage_id": stage.id, "closed_date": False})
