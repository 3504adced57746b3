from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, format_datetime

_PEOPLE = 50
# Later than this after the moment planned, the time to acknowledge counts from the telling
_LATE = timedelta(minutes=5)


class ServiceEscalationNotice(models.Model):
    """Telling people: one message each, with all cases that wait for them. It leaves through the mail queue."""

    _inherit = "service.escalation.notice"

    @api.model
    def _deliver(self, now):
        """Tell up to fifty people what they are to be told by now.

        :return: the number of notices
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM service_escalation_notice WHERE outcome = 'waiting' AND deliver_at <= %(now)s"
                " AND user_id IN (SELECT DISTINCT user_id FROM service_escalation_notice WHERE outcome = 'waiting'"
                " AND deliver_at <= %(now)s AND user_id IS NOT NULL ORDER BY user_id LIMIT %(people)s)"
                " ORDER BY id FOR UPDATE SKIP LOCKED",
                now=now,
                people=_PEOPLE,
            )
        )
        notices = self.browse(row[0] for row in rows)
        for user, mine in notices.grouped("user_id").items():
            message = mine._send(user)
            mine.write({"outcome": "told", "told_at": now, "message_id": message.id})
        notices._put_off_answers(now)
        return len(notices)

    def _put_off_answers(self, now):
        """Who was told later than planned has the same time to acknowledge."""
        late = defaultdict(timedelta)
        for notice in self:
            step = notice.escalation_id
            delay = now - notice.deliver_at
            if delay > _LATE and step.state == "told" and step.answer_by and not step.promised_at:
                late[step] = max(late[step], delay)
        for step, delay in late.items():
            step.answer_by += delay
        if late:
            self.env["service.escalation"].concat(*late).clock_id._date_ladders()

    def _send(self, user):
        """One message about these notices, in the language and the time zone of the one who is told."""
        notices = self.with_context(lang=user.lang or self.env.lang, tz=user.tz or "UTC")
        lines = [notice._prepare_line() for notice in notices.sorted("id")]
        escalated = [line for line in lines if line["kind"] == "escalated"]
        body = notices.env["ir.qweb"]._render(
            "service_quality.escalation_message",
            {"escalated": escalated, "withdrawn": [line for line in lines if line["kind"] == "withdrawn"]},
            lang=notices.env.lang,
        )
        thread = notices.env["mail.thread"].with_context(mail_notify_force_send=False)
        return thread.message_notify(
            partner_ids=user.partner_id.ids,
            subject=notices._get_message_subject(escalated, lines),
            body=body,
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _get_message_subject(self, escalated, lines):
        if not escalated:
            return self.env._("Escalations withdrawn: %(count)s", count=len(lines))
        if len(escalated) == 1:
            return escalated[0]["headline"]
        return self.env._("%(count)s escalated cases wait for you", count=len(escalated))

    def _prepare_line(self):
        step = self.escalation_id
        subject = step._get_subject()
        clock = step.clock_id
        metrics = dict(clock._fields["metric"]._description_selection(self.env))
        return {
            "kind": self.kind,
            "headline": f"{step.with_env(self.env)._get_headline()} – {subject.display_name}",
            "name": subject.display_name,
            "url": f"/odoo/{subject._name}/{subject.id}",
            "customer": step.partner_id.display_name or "",
            "level": step.with_env(self.env).level_id.name,
            "number": step.number,
            "reason": step.reason or (clock and metrics[clock.metric]) or "",
            "due": clock.due and self._format(clock.due),
            "answer_by": step.answer_by and self._format(step.answer_by),
        }

    def _format(self, moment):
        return format_datetime(self.env, moment, tz=self.env.context.get("tz"), dt_format="short")
