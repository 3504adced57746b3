import logging

from psycopg2 import OperationalError

from odoo import api, models

from ..engine.escalation import Why, above
from ..engine.moment import from_epoch, to_epoch
from .service_escalation_clock import remember

_logger = logging.getLogger(__name__)


class ServiceEscalation(models.Model):
    """Levels that something which happened leads to, rather than time.

    What happens is written down at once as a step that is due; the sweep,
    which is woken, carries it out.
    """

    _inherit = "service.escalation"

    @api.model
    def _raise_event(self, tickets, trigger, occasion, reason, matches=lambda level, ticket: True, why=Why.EVENT):
        """Make the steps of an event on cases. Never at the price of the case: what fails is logged.

        :param trigger: of ``service.escalation.level``
        :param occasion: text that tells this event from others of its kind
        :param reason: text, or function of a ticket
        :param matches: whether a level is reached by the event on a ticket
        :return: whether a step was made
        """
        levels = self.env["service.escalation.policy"]._get_event_levels().get(trigger)
        if not levels or not tickets:
            return False
        try:
            with self.env.cr.savepoint():
                return self.sudo()._make_event_steps(tickets, levels, occasion, reason, matches, why)
        except OperationalError:
            raise
        except Exception:
            _logger.exception("Escalation by %s of %s failed", trigger, tickets)
            return False

    @api.model
    def _make_event_steps(self, tickets, levels, occasion, reason, matches, why):
        by_id = {level.id: level for level in self.env["service.escalation.level"].browse(row[0] for row in levels)}
        policies = self._get_policies_in_use(tickets) if not all(row[3] for row in levels) else {}
        rows = []
        for ticket in tickets.sudo():
            for level_id, policy_id, company_id, every_case in levels:
                level = by_id[level_id]
                if company_id and company_id != ticket.company_id.id:
                    continue
                if not every_case and policy_id not in policies.get(ticket.id, ()):
                    continue
                if matches(level, ticket):
                    text = reason(ticket) if callable(reason) else reason
                    values = (level_id, level.number, 0, occasion, why, None, text, ticket._clock_now())
                    rows.append((None, ticket.id, policy_id, *values))
        return bool(self._make_due(rows))

    def _make_due(self, rows):
        made = self._make_steps(rows)
        if made:
            self.env.ref("service_quality.ir_cron_climb").sudo()._trigger()
        return made

    def _get_policies_in_use(self, tickets):
        """The policies that the promises of open clocks name: ``{ticket id: set of policy ids}``."""
        found = {}
        for ticket, target in self.env["service.clock"]._read_group(
            [("ticket_id", "in", tickets.ids), ("state", "in", ("running", "paused")), ("target_id", "!=", False)],
            ["ticket_id", "target_id"],
        ):
            if target.escalation_policy_id.active:
                found.setdefault(ticket.id, set()).add(target.escalation_policy_id.id)
        return found

    @api.model
    def _climb_by_hand(self, ticket, why, reason):
        """Take a case to the next level, of the promise that is due first.

        :return: whether there was one
        """
        ladders = self.env["service.escalation.policy"]._get_ladders()
        clocks = self.env["service.clock"].sudo()
        domain = [
            ("ticket_id", "=", ticket.id),
            ("state", "in", ("running", "paused")),
            ("target_id", "in", list(ladders)),
        ]
        for clock in clocks.search(domain, order="due, id"):
            policy, rungs = ladders[clock.target_id.id]
            steps = self.sudo().search(
                [("clock_id", "=", clock.id), ("round", "=", clock.ladder_round), ("state", "!=", "withdrawn")]
            )
            rung = above(rungs, steps.level_id.ids, max(steps.mapped("number"), default=0))
            if rung:
                values = (rung.key, rung.position, clock.ladder_round, "", why, None, reason, ticket._clock_now())
                made = self.sudo()._make_due([(clock.id, None, policy, *values)])
                clock._date_ladders()
                return bool(made)
        return False

    @api.model
    def _follow_ticket(self, tickets):
        """Steps by event follow the position of their case: held while it waits, ended with it."""
        steps = self.sudo().search(
            [
                ("ticket_id", "in", tickets.ids),
                ("clock_id", "=", False),
                ("state", "in", ("due", "told", "held", "acknowledged")),
            ]
        )
        for step in steps:
            position, now = step.ticket_id._clock_position(), step.ticket_id._clock_now()
            if position == "open":
                step._go_on(now)
            elif position.startswith("waiting:"):
                step._hold(now)
            else:
                step.write({"state": "ended", "answer_by": False, "ended_at": now})
                step._stand_down()

    def _hold(self, now):
        if self.answer_by:
            left = max(to_epoch(self.answer_by) - to_epoch(now), 1)
            state = "held" if self.state == "told" else self.state
            self.write({"state": state, "answer_by": False, "held_seconds": left})

    def _go_on(self, now):
        if self.held_seconds:
            moment = from_epoch(to_epoch(now) + self.held_seconds)
            state = "told" if self.state == "held" else self.state
            remember(self.env, [moment])
            self.write({"state": state, "answer_by": moment, "held_seconds": 0})
