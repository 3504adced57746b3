from dataclasses import dataclass
from datetime import date, timedelta

from odoo import api, fields, models

# A run that did not happen is made up for within so many days; a greeting that comes later than that does not come
_CATCH_UP_DAYS = 3


@dataclass(slots=True)
class Planned:
    """A message as it would be sent, or the reason why it would not."""

    rule_id: int
    partner_id: int
    contact_id: int | None
    occasion: str
    day: date
    email: str | None = None
    lang: str | None = None
    reason: str | None = None


class ServiceCareRule(models.Model):
    """Who gets what: the same plan for the run, for the preview and for what is coming up for a customer."""

    _inherit = "service.care.rule"

    def _plan(self, since, until, partner_ids=None):
        """The messages of these rules of one company that fall due between two days, in the order of sending.

        :return: list of :class:`Planned`; occasions that were dealt with before are left out
        """
        planned = [
            Planned(rule.id, partner_id, contact_id, key, day)
            for rule in self
            for day, partner_id, contact_id, key in rule._get_occasions(since, until, partner_ids)
        ]
        planned = self._leave_out_done(planned)
        planned.sort(key=lambda plan: (plan.day, self.browse(plan.rule_id).sequence, plan.rule_id, plan.partner_id))
        self._address(planned)
        self._refuse(planned)
        return planned

    def _leave_out_done(self, planned):
        done = {
            (rule.id, partner.id, occasion)
            for rule, partner, occasion in self.env["service.care.message"]
            .sudo()
            ._read_group(
                [
                    ("rule_id", "in", self.ids),
                    ("partner_id", "in", list({plan.partner_id for plan in planned})),
                    ("occasion", "in", list({plan.occasion for plan in planned})),
                ],
                ["rule_id", "partner_id", "occasion"],
            )
        }
        fresh = {}
        for plan in planned:
            key = (plan.rule_id, plan.partner_id, plan.occasion)
            if key not in done:
                fresh.setdefault(key, plan)
        return list(fresh.values())

    def _address(self, planned):
        """Who is written to: the contact of the occasion, else the company, else the first contact with an address."""
        partners = self.env["res.partner"].sudo()
        customers = partners.browse({plan.partner_id for plan in planned})
        people = partners.search([("id", "child_of", customers.ids), ("email_normalized", "!=", False)], order="id")
        reachable = people.grouped("commercial_partner_id")
        for plan in planned:
            customer = partners.browse(plan.partner_id)
            found = reachable.get(customer, partners)
            contact = partners.browse(plan.contact_id or plan.partner_id)
            chosen = contact if contact in found else customer if customer in found else found[:1]
            plan.contact_id = (chosen or contact).id
            plan.email, plan.lang = chosen.email_normalized or None, (chosen or customer).lang

    def _refuse(self, planned):
        """Write down why some of them are not sent."""
        company = self.company_id
        company.ensure_one()
        emails = list({plan.email for plan in planned if plan.email})
        ours = set(
            self.env["res.users"]
            .sudo()
            .search([("share", "=", False), ("email_normalized", "in", emails)])
            .mapped("email_normalized")
        )
        refused = set(
            self.env["service.care.refusal"]
            .sudo()
            .search([("email_normalized", "in", emails), ("company_id", "=", company.id)])
            .mapped("email_normalized")
        )
        refused |= set(self.env["mail.blacklist"].sudo().search([("email", "in", emails)]).mapped("email"))
        complaining = self._get_complaining(planned)
        sent = self._get_days_sent(planned)
        for plan in planned:
            if not plan.email:
                plan.reason = "address"
            elif plan.email in ours:
                plan.reason = "ours"
            elif plan.email in refused:
                plan.reason = "refused"
            elif plan.partner_id in complaining and self.browse(plan.rule_id).hold_complaint:
                plan.reason = "complaint"
            elif self._is_capped(sent.setdefault(plan.partner_id, []), plan.day):
                plan.reason = "cap"
            else:
                sent[plan.partner_id].append(plan.day)

    def _get_complaining(self, planned):
        groups = (
            self.env["helpdesk.ticket"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.company_id.id),
                    ("commercial_partner_id", "in", list({plan.partner_id for plan in planned})),
                    ("kind", "=", "complaint"),
                    ("closed", "=", False),
                ],
                ["commercial_partner_id"],
            )
        )
        return {partner.id for (partner,) in groups}

    def _get_days_sent(self, planned):
        """``{customer id: days on which they got a message, or will}`` of the whole company."""
        if not planned:
            return {}
        since = planned[0].day - timedelta(days=self.company_id.service_care_cap_days)
        messages = (
            self.env["service.care.message"]
            .sudo()
            .search_fetch(
                [
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "in", list({plan.partner_id for plan in planned})),
                    ("state", "in", ("planned", "sent")),
                    ("day", ">", since),
                ],
                ["partner_id", "day"],
            )
        )
        return {partner.id: rows.mapped("day") for partner, rows in messages.grouped("partner_id").items()}

    def _is_capped(self, days, day):
        """Whether one message more on this day would be too many.

        :param days: when the customer got one, or will
        """
        company = self.company_id
        since = day - timedelta(days=company.service_care_cap_days)
        return sum(since < other <= day for other in days) >= company.service_care_cap

    @api.model
    def _get_window(self):
        """The days whose messages a run sends."""
        today = fields.Date.context_today(self)
        return today - timedelta(days=_CATCH_UP_DAYS), today
