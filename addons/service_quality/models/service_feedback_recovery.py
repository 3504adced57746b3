from odoo import fields, models

from ..engine.scales import SCALES
from .service_clock_sweep import _works


class ServiceFeedback(models.Model):
    """What a low score leads to."""

    _inherit = "service.feedback"

    def _follow_low_score(self):
        """Tell the leader, and open recovery work; once for a request, however often it is corrected."""
        self.ensure_one()
        # The customer's language is that of the request, what is written here is for colleagues
        self = self.with_context(lang=self.company_id.partner_id.lang or "en_US")
        if self.ticket_id:
            place = SCALES[self.scale].to_five(self.score)
            self.env["service.escalation"]._raise_event(
                self.ticket_id,
                "score",
                f"feedback:{self.id}",
                # The agent concerned reads escalations: no score, no words of the customer
                self.env._("The customer gave a low score."),
                lambda level, _ticket: place <= level.value,
            )
        if self.low and self._get_terms().recover and not self.recovery_id and not self.previous_id:
            self.recovery_id = self.env["helpdesk.ticket"].create(self._prepare_recovery())

    def _prepare_recovery(self):
        case, recoverer = self.ticket_id.number or "", self._get_recoverer()
        self = self.with_context(lang=recoverer.lang or self.env.lang)
        return {
            "name": self.env._("Recovery: %(case)s", case=self.ticket_id.name or self._get_terms().name),
            "description": self.env._(
                "The customer was not satisfied%(case)s. Call, apologise, find out what is missing and make it good.",
                case=f" ({case})" if case else "",
            ),
            "kind": "recovery",
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": recoverer.id,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_name,
            "partner_email": self.email,
            "category_id": self.category_id.id,
            "priority": "2",
            "recovery_of_id": self.ticket_id.id,
        }

    def _get_recoverer(self):
        """The leader of the team, or of the nearest one above, who is not the agent concerned.

        Where there is none, such as after a survey of customers in general: who began the campaign.
        """
        team = self.team_id
        while team and (not _works(team.user_id) or team.user_id == self.user_id):
            team = team.parent_id
        starter = self.campaign_id.create_uid
        return team.user_id or (starter if _works(starter) and starter != self.user_id else starter.browse())

    def _ask_after_recovery(self, recovered):
        """The recovery is solved: ask again, whatever the sample and the rest of the customer.

        :param recovered: ``{recovery ticket: its first feedback}``
        """
        rows = []
        for ticket, first in recovered.items():
            terms = first._get_terms()
            if not terms.ask_again:
                continue
            values = self._prepare(ticket, terms, {})
            rows.append(
                {
                    **values,
                    "rule_id": first.rule_id.id,
                    "campaign_id": first.campaign_id.id,
                    "cycle": ticket.clock_cycle,
                    "previous_id": first.id,
                    "send_at": ticket._clock_now(),
                }
            )
        self.sudo().create(rows)._wake()

    def _ask_after_recovery_anew(self):
        """The recovery was reopened before the customer answered, and is solved by now."""
        self.write({"state": "planned", "send_at": fields.Datetime.now(), "reminded_at": False})
        self._wake()
