import json
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
_BATCH = 100
_LAYOUT = "service_quality.care_mail_layout"


class ServiceCareMessage(models.Model):
    """The run: plan, then send, then look at what came of it. Each step commits by itself, so that whatever ends a
    process in between is made up for by the next run, and nothing is sent twice."""

    _inherit = "service.care.message"

    @api.model
    def _cron_run(self):
        for company in self.env["service.care.rule"].search([("state", "=", "live")]).company_id:
            self._plan_company(company)
            if not self.env["ir.cron"]._commit_progress(1):
                return
        while done := self._send_due():
            if not self.env["ir.cron"]._commit_progress(done):
                return
        self._count_results()

    # Planning

    @api.model
    def _plan_company(self, company):
        """Write down who gets what today."""
        rules = self.env["service.care.rule"].search([("company_id", "=", company.id), ("state", "=", "live")])
        if not rules:
            return
        # Another run that began before finds this row changed and is tried again: the caps hold over both
        self.env.cr.execute(
            SQL("UPDATE res_company SET service_care_run_at = %s WHERE id = %s", fields.Datetime.now(), company.id)
        )
        company.invalidate_recordset(["service_care_run_at"], flush=False)
        self._store(rules, rules._plan(*rules._get_window()))

    @api.model
    def _store(self, rules, planned):
        """Store what was planned; what another run has stored already is left alone."""
        left = {rule.id: rule.run_limit for rule in rules}
        rows = []
        for plan in planned:
            if not plan.reason:
                if not left[plan.rule_id]:
                    continue
                left[plan.rule_id] -= 1
            rows.append(plan)
        if not rows:
            return
        nonces = [self._fields["nonce"].default(self) for _row in rows]
        self.env.cr.execute(
            SQL(
                "INSERT INTO service_care_message (rule_id, company_id, partner_id, contact_id, occasion, day, email,"
                " lang, state, skip_reason, nonce, wrote, bought, complained, refused, answered,"
                " create_uid, create_date, write_uid, write_date)"
                " SELECT v.*, 0, 0, 0, 0, 0, %(uid)s, %(now)s, %(uid)s, %(now)s FROM unnest("
                "%(rules)s::int4[], %(companies)s::int4[], %(partners)s::int4[], %(contacts)s::int4[],"
                " %(occasions)s::varchar[], %(days)s::date[], %(emails)s::varchar[], %(langs)s::varchar[],"
                " %(states)s::varchar[], %(reasons)s::varchar[], %(nonces)s::varchar[]) v"
                " ON CONFLICT (rule_id, partner_id, occasion) DO NOTHING",
                uid=self.env.uid,
                now=fields.Datetime.now(),
                rules=[plan.rule_id for plan in rows],
                companies=[rules.company_id.id] * len(rows),
                partners=[plan.partner_id for plan in rows],
                contacts=[plan.contact_id for plan in rows],
                occasions=[plan.occasion for plan in rows],
                days=[plan.day for plan in rows],
                emails=[plan.email for plan in rows],
                langs=[plan.lang for plan in rows],
                states=["skipped" if plan.reason else "planned" for plan in rows],
                reasons=[plan.reason for plan in rows],
                nonces=nonces,
            )
        )
        self.invalidate_model(flush=False)

    # Sending

    @api.model
    def _send_due(self):
        """Put a batch of planned messages into the mail queue; returns how many were dealt with.

        Mail and mark are one transaction: a message is marked as sent if and only if its mail is in the queue.
        """
        due = self.sudo().search([("state", "=", "planned")], order="day, id", limit=_BATCH).try_lock_for_update()
        refused = self.env["service.care.refusal"].sudo()._get_refused(due)
        # What happened since it was planned
        off = due.filtered(lambda message: message.rule_id.state != "live")
        no = (due - off).filtered(lambda message: (message.email, message.company_id.id) in refused)
        off.write({"state": "skipped", "skip_reason": "off"})
        no.write({"state": "skipped", "skip_reason": "refused"})
        for rule, messages in (due - off - no).grouped("rule_id").items():
            messages._send(rule.template_id)
        return len(due)

    def _send(self, template):
        self.write({"state": "sent", "sent_at": fields.Datetime.now()})
        mails = template.sudo().send_mail_batch(self.ids, email_layout_xmlid=_LAYOUT)
        links = {message.id: message._get_link() for message in self}
        reply_to = self.rule_id._get_reply_to()
        for mail in mails:
            self.browse(mail.res_id).mail_reference = mail.message_id
            mail.reply_to = reply_to
            # RFC 8058: the mail program's own button, which posts
            mail.headers = json.dumps(
                {
                    "List-Unsubscribe": f"<{links[mail.res_id]}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                    "X-Auto-Response-Suppress": "OOF",
                }
            )

    # Results

    @api.model
    def _count_results(self):
        """What customers did within the days of the rule after a message; one statement for all."""
        self.env.flush_all()
        earliest = fields.Datetime.now() - timedelta(days=400)
        self.env.cr.execute(
            SQL(
                "UPDATE service_care_message m SET wrote = r.wrote, bought = r.bought, complained = r.complained"
                " FROM (SELECT m.id,"
                "  (COUNT(*) FILTER (WHERE a.kind = 'case') > 0)::int AS wrote,"
                "  (COUNT(*) FILTER (WHERE a.kind = 'purchase') > 0)::int AS bought,"
                "  (COUNT(*) FILTER (WHERE a.kind = 'complaint') > 0)::int AS complained"
                "  FROM service_care_message m JOIN service_care_rule c ON c.id = m.rule_id"
                "  JOIN (%s UNION ALL SELECT company_id, commercial_partner_id, create_date, 'complaint', 0"
                "   FROM helpdesk_ticket WHERE kind = 'complaint' AND duplicate_id IS NULL) a"
                "   ON a.company_id = m.company_id AND a.partner_id = m.partner_id AND a.at > m.sent_at"
                "   AND a.at <= m.sent_at + make_interval(days => c.result_days)"
                "  WHERE m.state = 'sent' AND m.sent_at >= %s GROUP BY m.id) r"
                " WHERE r.id = m.id AND (m.wrote, m.bought, m.complained) IS DISTINCT FROM"
                " (r.wrote, r.bought, r.complained)",
                self.env["service.customer.activity"]._get_query(),
                earliest,
            )
        )
        self.invalidate_model(["wrote", "bought", "complained"], flush=False)
