from odoo import fields, models
from odoo.tools import SQL

from ..engine.metrics import Signal, stopped_metrics
from .service_clock_store import Entry


class ServiceContact(models.Model):
    """What is promised to a contact, and how its own moments keep or break it."""

    _inherit = "service.contact"

    # What the clocks ask

    def _clock_case(self):
        return {
            "company": self.company_id.id,
            "tier": self.sudo().partner_id.commercial_partner_id.service_tier_id.id,
            "customer": frozenset(self.sudo().partner_id._get_customers_above().ids),
            "team": self.team_id.id,
            "channel": self.channel_id.id,
            "medium": self.medium,
        }

    def _clock_report(self):
        return {
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "channel_id": self.channel_id.id,
            "partner_id": self.sudo().partner_id.commercial_partner_id.id,
        }

    def _clock_position(self):
        return {"ringing": "open", "abandoned": "cancelled"}.get(self.state, "closed")

    # Life of the clocks

    def _clock_start(self, wanted=lambda target: True):
        """Start the clock of each incoming contact at its own start, whatever now is."""
        promises, standards = [], self.env["service.standard"]
        incoming = self.filtered(lambda contact: contact.direction == "in")
        for start, contacts in incoming.grouped("start").items():
            targets = standards._match_targets(contacts, start)
            promises += [(contact, found) for contact in contacts if (found := targets[contact.id].filtered(wanted))]
        starts = {contact.id: contact.start for contact in incoming}
        self.env["service.clock"]._open("contact_id", promises, incoming._clock_calendars(), starts)

    def _match_again(self):
        """A contact that still rings follows the standards for whose it has become meanwhile, from its start on."""
        ringing = self.filtered(lambda contact: contact.state == "ringing" and contact.direction == "in")
        if not ringing:
            return
        clocks, at = self.env["service.clock"].sudo(), self._clock_now()
        wanted = self.env["service.standard"]._match_targets(
            ringing, {contact.id: contact.start for contact in ringing}
        )
        calendars, changes = ringing._clock_calendars(), []
        for clock in clocks._lock(
            SQL("contact_id = ANY(%s) AND state = 'running'", ringing.ids), SQL.identifier("contact_id")
        ):
            target = wanted[clock["subject"]].filtered(lambda target, metric=clock["metric"]: target.metric == metric)
            if not target:
                changes.append((clock, Entry("cancel", note=self.env._("Not promised any more"))))
            elif promise := clocks._get_other_promise(clock, target, calendars[clock["subject"]], at):
                changes.append((clock, Entry("redate", promise=promise)))
        clocks._switch("contact_id", changes, at)
        ringing.filtered(lambda contact: not contact.clock_ids)._clock_start()

    def _follow_moments(self):
        """Stop or cancel the clocks at the moments of their contacts."""
        stop, cancel = Entry("stop", metrics=stopped_metrics(Signal.ANSWERED)), Entry("cancel")
        self.env["service.clock"]._record_each(
            "contact_id",
            {
                contact.id: (stop, contact.answered) if contact.answered else (cancel, contact.abandoned)
                for contact in self
                if contact.answered or contact.abandoned
            },
        )
        self._store_figures()

    def _correct(self, before):
        """The clocks of corrected contacts start anew; what was recorded before stays in both logs.

        :param before: ``{contact: its moments in words}``
        """
        contacts = self.browse().concat(*before)
        if not contacts:
            return
        contacts.flush_recordset()
        self.env["service.clock"].sudo().search([("contact_id", "in", contacts.ids)]).unlink()
        contacts._clock_start()
        notes = {
            contact.id: self.env._("Corrected; recorded before: %(moments)s", moments=text)
            for contact, text in before.items()
        }
        self.env["service.clock"]._record_each(
            "contact_id", {contact.id: (Entry("redate", note=notes[contact.id]), contact.start) for contact in contacts}
        )
        contacts.sudo()._message_log_batch(notes)

    def _describe_moments(self):
        labels = {name: self._fields[name]._description_string(self.env) for name in ("start", "answered", "abandoned")}
        return ", ".join(
            f"{label} {fields.Datetime.to_string(self[name])} UTC" for name, label in labels.items() if self[name]
        )

    def _answer_tickets(self):
        """To speak with the customer is to answer: whoever is answered has a first response or an update."""
        answered = {}
        for contact in self.filtered(lambda contact: contact.ticket_id and contact.answered).sorted(
            "answered", reverse=True
        ):
            note = self.env._("Answered: %(contact)s", contact=contact.display_name)
            answered[contact.ticket_id.id] = (
                Entry("stop", metrics=stopped_metrics(Signal.REPLIED), note=note),
                contact.answered,
            )
        self.env["service.clock"]._record_each("ticket_id", answered)

    def _store_figures(self):
        """Plain SQL, because the ORM has no empty number: without an answer there is no talking time, not zero."""
        self.flush_recordset(["start", "answered", "ended", "abandoned"])
        self.env.cr.execute(
            SQL(
                "UPDATE service_contact AS c SET contact_count = 1,"
                " waiting_seconds = EXTRACT(EPOCH FROM COALESCE(answered, abandoned) - start),"
                " talking_seconds = EXTRACT(EPOCH FROM ended - answered), answered_count = (answered IS NOT NULL)::int,"
                " abandoned_count = (abandoned IS NOT NULL)::int,"
                " abandonment = CASE WHEN COALESCE(answered, abandoned) IS NOT NULL"
                " THEN (abandoned IS NOT NULL)::int END,"
                " within_limit = (SELECT compliance FROM service_clock k"
                " WHERE k.contact_id = c.id ORDER BY k.id DESC LIMIT 1)"
                " WHERE id = ANY(%s)",
                self.ids,
            )
        )
        self.invalidate_recordset(
            [
                "contact_count",
                "waiting_seconds",
                "talking_seconds",
                "answered_count",
                "abandoned_count",
                "abandonment",
                "within_limit",
            ],
            flush=False,
        )
