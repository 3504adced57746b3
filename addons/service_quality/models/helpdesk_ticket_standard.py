from collections import defaultdict
from datetime import datetime

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..engine.moment import from_epoch, to_epoch
from ..engine.schedule import local_to_epoch
from .resource_calendar import _get_zone
from .service_clock_store import Entry


class HelpdeskTicket(models.Model):
    """What is promised on a ticket, from when on, and what is not."""

    _inherit = "helpdesk.ticket"

    product_id = fields.Many2one(
        "product.product",
        tracking=True,
        check_company=True,
        index="btree_not_null",
        help="What the case is about.",
    )
    uncovered = fields.Text(string="Not Covered", compute="_compute_uncovered", groups="base.group_user")

    @api.depends_context("lang")
    def _compute_uncovered(self):
        """Which promises a standard keeps from being made; judged by when the case began."""
        moments = self._get_beginnings()
        for at, tickets in self.grouped(lambda ticket: moments.get(ticket.id) or fields.Datetime.now()).items():
            refusals = self.env["service.standard"]._match_refusals(tickets, at)
            for ticket in tickets:
                ticket.uncovered = refusals[ticket.id] or False

    def _get_beginnings(self):
        """When each case began: with its first clock, which an import dates back, else with its creation."""
        first = (
            self.env["service.clock"].sudo()._read_group([("ticket_id", "in", self.ids)], ["ticket_id"], ["start:min"])
        )
        return {ticket.id: ticket.create_date for ticket in self} | {ticket.id: start for ticket, start in first}

    # Where clocks start

    @api.model
    def _clock_starts(self, promises, at):
        starts, notes = {}, defaultdict(list)
        written = self._get_last_customer_messages(promises)
        for ticket, targets in promises:
            for target in targets.filtered(lambda target: target.start_from != "creation"):
                if target.start_from == "message":
                    start = written.get(ticket.id)
                else:
                    start = ticket._get_date_start(target)
                    if not start:
                        notes[ticket.id].append(ticket._prepare_start_note(target))
                if start:
                    starts[ticket.id, target.id] = start.replace(microsecond=0)
        return starts, dict(notes)

    def _get_date_start(self, target):
        """The moment in a date field; a day begins at midnight where the promise is kept."""
        name = target.sudo().start_field_id.name
        value = self.sudo()[name] if name in self._fields else False
        if not value or isinstance(value, datetime):
            return value
        hours = target._get_own_calendar() or self._clock_calendars()[self.id]
        return from_epoch(local_to_epoch(_get_zone(hours.tz or "UTC"), value.toordinal(), 0))

    @tools.ormcache()
    def _get_start_fields(self):
        """Names of the dates that some promise counts from."""
        targets = self.env["service.standard.target"].sudo().search([("start_from", "=", "field")])
        return frozenset(targets.start_field_id.mapped("name"))

    def _clock_follow_dates(self):
        """After a change of dates: what counts from a moved date begins anew there, unless it was missed already."""
        clocks = self.env["service.clock"].sudo()
        at, open_ones = self._clock_now(), defaultdict(list)
        for clock in clocks._lock(
            SQL("ticket_id = ANY(%s) AND state IN ('running', 'paused')", self.ids), SQL("ticket_id")
        ):
            open_ones[clock["subject"]].append(clock)
        changes = [change for ticket in self for change in ticket._get_moved(open_ones[ticket.id], at)]
        if not changes:
            return
        clocks._switch("ticket_id", changes, at)
        moved = {clock["id"] for clock, _entry in changes}
        left = {key: [clock for clock in rows if clock["id"] not in moved] for key, rows in open_ones.items()}
        tickets = self.browse(sorted({clock["subject"] for clock, _entry in changes}))
        tickets.sudo()._clock_add(left, tickets.sudo()._clock_terms())

    def _get_moved(self, clocks, at):
        """The open clocks whose date is another one now, with the entry that ends them."""
        for clock in clocks:
            target = self.env["service.standard.target"].sudo().browse(clock["target_id"])
            if target.start_from != "field" or clock["result"] or (clock["due"] and clock["due"] < at):
                continue
            start = self._get_date_start(target)
            if start and to_epoch(start) != clock["start"]:
                note = self.env._(
                    "%(field)s was moved: the promise counts from there", field=target.start_field_id.field_description
                )
                yield clock, Entry("cancel", note=note)

    def _prepare_start_note(self, target):
        field = target.sudo().start_field_id.field_description
        note = self.env._("%(field)s is empty: counts from the creation of the case", field=field)
        return Entry("redate", metrics=frozenset({target.metric}), note=note)

    @api.model
    def _get_last_customer_messages(self, promises):
        """When the customer wrote last, by ticket, where a promise counts from it."""
        waiting = {ticket.id: ticket for ticket, targets in promises if "message" in targets.mapped("start_from")}
        if not waiting:
            return {}
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", list(waiting)),
                    ("message_type", "in", ("comment", "email")),
                    ("subtype_id.internal", "=", False),
                ],
                order="date, id",
            )
        )
        return {
            message.res_id: message.date for message in messages if waiting[message.res_id]._is_from_customer(message)
        }

    def action_explain_standard(self):
        """Which standard this ticket gets, and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_standard_lookup_action")
        return {**action, "context": {"dialog_size": "extra-large", "default_ticket_id": self.id}}
