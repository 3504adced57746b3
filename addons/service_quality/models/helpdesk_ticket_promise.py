import logging
from datetime import timedelta

from odoo import fields, models
from odoo.tools import email_normalize, format_datetime

from ..engine.moment import At, from_epoch, to_epoch

_logger = logging.getLogger(__name__)

# Promises made to the customer; the others are between ourselves
_TO_CUSTOMER = ("first_response", "next_update", "preliminary_solution", "resolution", "closure", "callback")
# So many cases of one address within an hour are no person writing
_CASES_AN_HOUR = 5


class HelpdeskTicket(models.Model):
    """What the customer is told about the promise: on the portal, and in the acknowledgement of a new case."""

    _inherit = "helpdesk.ticket"

    def _get_customer_promises(self):
        """What the customer may know about each case, in the language of the environment.

        Names no standard and nobody of ours. Who may read a ticket may read
        this, hence sudo.

        :return: ``{ticket id: dict}`` with ``state`` (promised, late, waiting,
            over or none), ``label``, ``due`` (text), ``lines`` (sentences) and
            ``contact`` (name, email, phone of who to turn to)
        """
        self.check_access("read")
        now, promised = fields.Datetime.now(), {}
        clocks = (
            self.env["service.clock"]
            .sudo()
            .search(
                [
                    "|",
                    ("ticket_id", "in", self.ids),
                    ("callback_id.ticket_id", "in", self.ids),
                    ("state", "=", "running"),
                    ("metric", "in", _TO_CUSTOMER),
                ],
                order="due, id",
            )
        )
        for clock in clocks:
            promised.setdefault((clock.ticket_id or clock.callback_id.ticket_id).id, clock)
        calendars = self._clock_calendars()
        return {
            ticket.id: ticket._prepare_customer_promise(
                promised.get(ticket.id, clocks.browse()), calendars[ticket.id], now, self.env.user
            )
            for ticket in self.sudo()
        }

    def _get_customer_promise(self):
        self.ensure_one()
        return self._get_customer_promises()[self.id]

    def _prepare_customer_promise(self, clock, calendar, now, reader):
        position = self._clock_position()
        tz = self._get_customer_tz(calendar, reader)
        due = self._format_for_customer(clock.due, tz)
        values = {"state": "none", "label": "", "due": due, "lines": [], "contact": self._get_customer_contact()}
        if position in ("resolved", "closed", "cancelled", "set_aside"):
            solved = position in ("resolved", "closed")
            label = self.env._("Solved") if solved else self.env._("Closed")
            return values | {"state": "over", "label": label, "contact": {}}
        if position.startswith("waiting:"):
            values |= {"state": "waiting", **self._describe_waiting(position.partition(":")[2])}
        elif clock and clock.due < now:
            values |= {"state": "late", "label": self.env._("Late"), "lines": [self._describe_late(clock.metric, due)]}
        elif clock:
            values |= {
                "state": "promised",
                "label": self.env._("In progress"),
                "lines": [self._describe_promise(clock.metric, due)],
            }
        return values | {"lines": values["lines"] + self._describe_closing(calendar, now, tz)}

    def _describe_promise(self, metric, due):
        texts = {
            "first_response": self.env._("We answer you by %(moment)s.", moment=due),
            "next_update": self.env._("We answer you by %(moment)s.", moment=due),
            "preliminary_solution": self.env._("You have a preliminary solution by %(moment)s.", moment=due),
            "resolution": self.env._("We solve your case by %(moment)s.", moment=due),
            "closure": self.env._("We close your case by %(moment)s.", moment=due),
            "callback": self.env._("We call you back by %(moment)s.", moment=due),
        }
        return texts[metric]

    def _describe_late(self, metric, due):
        if metric in ("first_response", "next_update"):
            return self.env._("We promised you an answer by %(moment)s and are late. We are sorry.", moment=due)
        if metric == "callback":
            return self.env._("We promised to call you back by %(moment)s and are late. We are sorry.", moment=due)
        return self.env._("We promised you a result by %(moment)s and are late. We are sorry.", moment=due)

    def _describe_waiting(self, party):
        if party == "customer":
            return {
                "label": self.env._("Waiting for you"),
                "lines": [
                    self.env._("We wait for your answer. Until then the time for what we promised stands still.")
                ],
            }
        if party == "supplier":
            return {
                "label": self.env._("Waiting"),
                "lines": [self.env._("We wait for a supplier and go on as soon as we can.")],
            }
        return {"label": self.env._("Waiting"), "lines": [self.env._("Work on your case stands still for the moment.")]}

    def _describe_closing(self, calendar, now, tz):
        """Outside working hours: when work resumes."""
        table = self.env["service.clock"]._get_table(calendar.id)
        if table.is_open(to_epoch(now)):
            return []
        opening = table.next_opening(to_epoch(now))
        if opening is None:
            return []
        moment = self._format_for_customer(from_epoch(opening), tz)
        return [self.env._("We are closed now; work resumes on %(moment)s.", moment=moment)]

    def _get_customer_tz(self, calendar, reader):
        """The reader's time zone on the portal, else the customer's, else that of our hours."""
        own = reader.tz if reader._is_portal() else False
        return own or self.partner_id.tz or calendar.tz or "UTC"

    def _format_for_customer(self, moment, tz):
        if not moment:
            return ""
        text = format_datetime(self.env, moment, tz=tz, dt_format="short")
        return self.env._("%(moment)s (%(tz)s)", moment=text, tz=tz)

    def _get_customer_contact(self):
        """Who to turn to when it takes too long: the team, else the company."""
        team, company = self.team_id, self.company_id
        return {
            "name": team.name or company.name,
            "email": team.alias_email or company.email or "",
            "phone": company.phone or "",
        }

    # Acknowledgement

    def _acknowledge(self):
        """Tell who opened a case what is promised, but no machine, none of us and no flood; never in the way."""
        template = self.env.ref("service_quality.mail_template_acknowledgement", raise_if_not_found=False)
        for ticket in self.sudo().filtered(lambda ticket: template and ticket._wants_acknowledgement()):
            try:
                with self.env.cr.savepoint():
                    # RFC 3834: other machines do not answer this
                    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
                    template.sudo().send_mail(ticket.id, email_values={"headers": repr(headers)})
            except Exception:
                _logger.exception("Ticket %s: its acknowledgement could not be written", ticket.id)

    def _wants_acknowledgement(self):
        self.ensure_one()
        at = At.of(self.env.context)
        address = email_normalize(self.partner_id.email or self.partner_email or "")
        if not self.company_id.service_acknowledge or not address or (at and (at.automatic or at.bulk)):
            return False
        return not self._is_our_address(address) and not self._is_flooded_by(address)

    def _is_our_address(self, address):
        users = self.env["res.users"].search_count([("email_normalized", "=", address), ("share", "=", False)], limit=1)
        aliases = self.env["mail.alias"].search_count([("alias_full_name", "=", address)], limit=1)
        # A handful at most, whose addresses are computed
        domains = self.env["mail.alias.domain"].search([])  # pylint: disable=no-search-all
        return bool(users or aliases) or address in {*domains.mapped("bounce_email"), *domains.mapped("catchall_email")}

    def _is_flooded_by(self, address):
        recent = [("create_date", ">", fields.Datetime.now() - timedelta(hours=1))]
        by_address = ["|", ("partner_id.email_normalized", "=", address), ("partner_email", "ilike", address)]
        return (
            self.with_context(active_test=False).search_count([*recent, *by_address], limit=_CASES_AN_HOUR + 1)
            > _CASES_AN_HOUR
        )
