from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..engine.sampling import share

_BATCH = 200


class ServiceFeedback(models.Model):
    """When customers are asked, reminded and not asked any more."""

    _inherit = "service.feedback"

    # Planning

    @api.model
    def _plan(self, rules):
        """Plan the questions about cases that were just solved; a case that was asked about in this cycle is not again.

        :param rules: ``{ticket: rule}``
        """
        tickets = self.env["helpdesk.ticket"].browse(ticket.id for ticket in rules)
        asked = self.sudo()._read_group(
            [("ticket_id", "in", tickets.ids), ("previous_id", "=", False), ("campaign_id", "=", False)],
            ["ticket_id", "cycle"],
        )
        known = {(ticket.id, cycle) for ticket, cycle in asked}
        fresh = tickets.sudo().filtered(lambda ticket: (ticket.id, ticket.clock_cycle) not in known)
        missed = self._get_missed(fresh)
        now = fields.Datetime.now()
        rows = []
        for ticket in fresh:
            rule, resolved = rules[ticket].sudo(), ticket._clock_now()
            send_at = resolved + timedelta(hours=rule.delay_hours)
            if send_at + timedelta(days=rule.expiry_days) < now:
                # An imported history: nobody is asked about what is long past
                continue
            values = self._prepare(ticket, rule, missed)
            key = f"{ticket.id}:{ticket.clock_cycle}"
            if share(rule.seed, "ask", key) * 100 >= rule.sample_percent:
                values |= {"state": "skipped", "skip_reason": "sampling"}
            rows.append({**values, "rule_id": rule.id, "cycle": ticket.clock_cycle, "send_at": send_at})
        self.sudo().create(rows)._wake()

    @api.model
    def _get_missed(self, tickets):
        """Which promises were broken in the present cycle: ``{ticket id: whether any was}``, judged ones only."""
        missed = {}
        for ticket, cycle, result in (
            self.env["service.clock"]
            .sudo()
            ._read_group(
                [("ticket_id", "in", tickets.ids), ("result", "in", ("met", "missed"))],
                ["ticket_id", "cycle", "result"],
            )
        ):
            if cycle == ticket.clock_cycle:
                missed[ticket.id] = missed.get(ticket.id, False) or result == "missed"
        return missed

    @api.model
    def _prepare(self, ticket, terms, missed):
        """The values of a request about a case, as it is now."""
        partner = ticket.partner_id
        email = partner.email or ticket.partner_email
        return {
            "company_id": ticket.company_id.id,
            "ticket_id": ticket.id,
            "team_id": ticket.team_id.id,
            "user_id": ticket.user_id.id,
            "category_id": ticket.category_id.id,
            "channel_id": ticket.channel_id.id,
            "product_category_id": ticket.product_id.categ_id.id,
            "tier_id": ticket.commercial_partner_id.service_tier_id.id,
            "kind": ticket.kind,
            "promise": {True: "missed", False: "kept"}.get(missed.get(ticket.id)),
            "partner_id": partner.id,
            "partner_name": partner.name or ticket.partner_name or email,
            "email": email,
            "email_normalized": email_normalize(email or "", strict=False),
            "phone": partner.phone,
            "lang": partner.lang or ticket.team_id.user_id.lang or self.env.lang,
            "channel": terms.channel,
            "scale": terms.scale,
        }

    def _wake(self):
        """Have the scheduled action look when the first of these is due."""
        if due := [feedback.send_at for feedback in self if feedback.state == "planned"]:
            self.env.ref("service_quality.ir_cron_ask_customers").sudo()._trigger(sorted(set(due)))

    @api.model
    def _stop(self, tickets):
        """The cases are not solved after all: nobody is asked how they were."""
        open_ones = self.sudo().search([("ticket_id", "in", tickets.ids), ("state", "in", ("planned", "asked"))])
        open_ones.write({"state": "cancelled"})
        open_ones.call_ids._withdraw()

    # The scheduled action

    @api.model
    def _cron_ask(self):
        """Ask, remind and expire, in batches."""
        for step in (self._ask_due, self._remind_due, self._expire_due):
            while done := step():
                if not self.env["ir.cron"]._commit_progress(done):
                    return

    @api.model
    def _ask_due(self):
        """Ask who is due; returns how many were dealt with."""
        now = fields.Datetime.now()
        due = self.search([("state", "=", "planned"), ("send_at", "<=", now)], order="send_at, id", limit=_BATCH)
        due = due.try_lock_for_update()
        reasons = due._get_skip_reasons(now)
        for reason, skipped in due.grouped(lambda feedback: reasons.get(feedback.id)).items():
            if reason:
                skipped.write({"state": "skipped", "skip_reason": reason})
                continue
            for terms, asked in skipped.grouped(lambda feedback: feedback._get_terms()).items():
                asked._ask(terms, now)
        return len(due)

    def _get_skip_reasons(self, now):
        """Who is not to be asked, and why: ``{feedback id: skip_reason}``."""
        ours, opted_out = self._get_own_addresses(), self._get_opted_out()
        last = self._get_last_asked(now)
        reasons = {}
        for feedback in self:
            terms = feedback._get_terms()
            if not (feedback.phone if feedback.channel == "phone" else feedback.email_normalized):
                reasons[feedback.id] = "address"
            elif feedback.email_normalized in ours:
                reasons[feedback.id] = "ours"
            elif feedback.channel != "phone" and feedback.email_normalized in opted_out:
                reasons[feedback.id] = "opted_out"
            elif not feedback.previous_id:
                key = feedback._get_customer_key()
                if last.get(key) and last[key] > now - timedelta(days=terms.fatigue_days):
                    reasons[feedback.id] = "fatigue"
                else:
                    last[key] = now
        return reasons

    def _get_own_addresses(self):
        """Addresses of colleagues among these: who works here does not judge for customers."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        own = users.search(
            [("share", "=", False), ("email_normalized", "in", self.mapped("email_normalized")), ("email", "!=", False)]
        )
        return set(own.mapped("email_normalized"))

    def _get_opted_out(self):
        """Addresses among these that are on the blacklist of mass messages."""
        blacklist = self.env["mail.blacklist"].sudo()
        return set(blacklist.search([("email", "in", self.mapped("email_normalized"))]).mapped("email"))

    def _get_last_asked(self, now):
        """When the customers of these were asked last, over all rules: ``{customer key: moment}``."""
        longest = max((feedback._get_terms().fatigue_days for feedback in self), default=0)
        if not longest:
            return {}
        recent = [("asked_at", ">", now - timedelta(days=longest))]
        last = {}
        groups = (
            ("partner_id", [("partner_id", "child_of", self.partner_id.commercial_partner_id.ids)]),
            (
                "email_normalized",
                [("partner_id", "=", False), ("email_normalized", "in", self.mapped("email_normalized"))],
            ),
        )
        for field, domain in groups:
            for key, moment in self._read_group([*recent, *domain], [field], ["asked_at:max"]):
                key = key.commercial_partner_id.id if field == "partner_id" else key
                last[key] = max(last.get(key, moment), moment)
        return last

    def _ask(self, terms, now):
        """Ask these customers by the channel of the terms."""
        self.write(
            {"state": "asked", "asked_at": now, "expire_at": now + timedelta(days=terms.expiry_days)},
        )
        if terms.channel == "phone":
            self.env["service.feedback.call"]._make(self, terms)
            return
        if terms.channel == "survey":
            self._open_questionnaires(terms)
        self._send("service_quality.mail_template_feedback")

    def _open_questionnaires(self, terms):
        for feedback in self:
            feedback.survey_input_id = terms.survey_id.sudo()._create_answer(
                partner=feedback.partner_id,
                email=feedback.email,
                check_attempts=False,
                deadline=feedback.expire_at,
            )

    def _send(self, template):
        """By the queue; nothing of it is left where the agent concerned could read the link."""
        self.env.ref(template).sudo().send_mail_batch(self.ids, email_layout_xmlid="mail.mail_notification_light")

    @api.model
    def _remind_due(self):
        """Remind who has not answered, once."""
        now = fields.Datetime.now()
        found = self.browse()
        for field in ("rule_id", "campaign_id"):
            for terms in self.env[self._fields[field].comodel_name].search([("reminder_days", ">", 0)]):
                domain = [
                    (field, "=", terms.id),
                    ("state", "=", "asked"),
                    ("channel", "!=", "phone"),
                    ("reminded_at", "=", False),
                    ("asked_at", "<=", now - timedelta(days=terms.reminder_days)),
                    ("expire_at", ">", now),
                ]
                found |= self.search(domain, limit=_BATCH - len(found), order="id")
                if len(found) >= _BATCH:
                    break
        found = found.try_lock_for_update()
        found.write({"reminded_at": now})
        if found:
            found._send("service_quality.mail_template_feedback_reminder")
        return len(found)

    @api.model
    def _expire_due(self):
        """Whose time is over did not answer."""
        late = self.search(
            [("state", "=", "asked"), ("expire_at", "<=", fields.Datetime.now())], limit=_BATCH, order="id"
        ).try_lock_for_update()
        late.write({"state": "expired"})
        late.call_ids._withdraw()
        return len(late)
