from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext

from ..engine.likeness import likeness, serial_numbers, terms
from .helpdesk_ticket_complaint import INTERNAL

# So alike are two texts about the same matter: where product or subject are the same, and alone
_ALIKE_SAME_THING, _ALIKE_ALONE = 0.3, 0.6
# Texts are compared with so many earlier complaints at most, the newest first
_COMPARED = 1000


class HelpdeskTicket(models.Model):
    """Repeat complaints are found when one comes in: of the same customer, and about the same matter."""

    _inherit = "helpdesk.ticket"

    complaint_repetition = fields.Integer(
        string="Nth Complaint",
        copy=False,
        readonly=True,
        aggregator="max",
        groups=INTERNAL,
        help="1 for the first complaint of a customer within the days of the settings.",
    )
    complaint_repeat_ids = fields.Many2many(
        "helpdesk.ticket",
        "service_complaint_repeat_rel",
        "ticket_id",
        "earlier_id",
        string="Earlier Complaints of the Customer",
        copy=False,
        readonly=True,
        groups=INTERNAL,
    )
    complaint_matter_ids = fields.Many2many(
        "helpdesk.ticket",
        "service_complaint_matter_rel",
        "ticket_id",
        "earlier_id",
        string="Complaints about the Same Matter",
        copy=False,
        readonly=True,
        groups=INTERNAL,
    )
    complaint_email = fields.Char(
        string="Normalised Address",
        compute="_compute_complaint_email",
        store=True,
        index="btree_not_null",
        groups=INTERNAL,
        help="By which a customer is recognised.",
    )
    complaint_repeat_note = fields.Char(compute="_compute_complaint_repeat_note", groups=INTERNAL)

    @api.depends("kind", "partner_id.email", "partner_email")
    def _compute_complaint_email(self):
        for ticket in self:
            address = ticket.partner_id.email or ticket.partner_email
            ticket.complaint_email = (ticket.kind == "complaint" and email_normalize(address or "")) or False

    @api.depends_context("lang")
    @api.depends("complaint_repetition", "complaint_repeat_ids", "complaint_matter_ids")
    def _compute_complaint_repeat_note(self):
        for ticket in self:
            notes = []
            days = ticket.company_id.service_complaint_days
            if ticket.complaint_repetition > 1:
                notes.append(
                    self.env._(
                        "Complaint number %(count)s of this customer within %(days)s days.",
                        count=ticket.complaint_repetition,
                        days=days,
                    )
                )
            if same := len(ticket.complaint_matter_ids):
                notes.append(self.env._("%(count)s earlier complaints about the same matter.", count=same))
            ticket.complaint_repeat_note = " ".join(notes) or False

    # Intake

    @api.model
    def _complaint_take_in(self, vals_list, besides=None):
        """What is known of complaints from the start: step, level, earlier complaints, department.

        :param vals_list: their values as they are to be created
        :param besides: tickets that are not earlier complaints
        :return: list of values, one per complaint
        """
        if not vals_list:
            return []
        now, company = fields.Datetime.now(), self.env.company.id
        at = self._clock_now() or now
        found = self._complaint_find_repeats(vals_list, at, besides)
        cases = [
            (vals.get("complaint_severity") or "medium", len(same) + 1, vals.get("company_id") or company)
            for vals, (same, _matter) in zip(vals_list, found, strict=True)
        ]
        levels = self.env["service.complaint.level"]._judge(cases)
        return [
            {
                "complaint_step": "received",
                "complaint_received_at": at,
                "complaint_severity": severity,
                "complaint_level": level,
                "complaint_repetition": repetition,
                "complaint_repeat_ids": [fields.Command.set(same.ids)],
                "complaint_matter_ids": [fields.Command.set(matter.ids)],
            }
            for (severity, repetition, _company), level, (same, matter) in zip(cases, levels, found, strict=True)
        ]

    @api.model
    def _complaint_find_repeats(self, vals_list, at, besides=None):
        """The earlier complaints of the same customer, and those about the same matter, for each of some values.

        :return: list of pairs of recordsets; who may record a complaint need not be able to read them, hence sudo
        """
        customers = self._complaint_read_customers(vals_list)
        everybody = set().union(*customers)
        companies = {vals.get("company_id") or self.env.company.id for vals in vals_list}
        days = max(self.env["res.company"].sudo().browse(companies).mapped("service_complaint_days"), default=0)
        recent = Domain(
            [
                ("kind", "=", "complaint"),
                ("company_id", "in", list(companies)),
                ("complaint_received_at", ">", at - timedelta(days=days)),
                ("complaint_received_at", "<=", at),
                ("id", "not in", besides.ids if besides else []),
                ("duplicate_id", "=", False),
            ]
        )
        tickets = self.sudo().with_context(active_test=False)
        theirs = tickets.search(
            recent
            & (
                Domain("commercial_partner_id", "in", [key for kind, key in everybody if kind == "partner"])
                | Domain("complaint_email", "in", [key for kind, key in everybody if kind == "email"])
                | Domain("partner_id.phone_key", "in", [key for kind, key in everybody if kind == "phone"])
            ),
            order="id",
        )
        by_customer = defaultdict(set)
        for ticket in theirs:
            for key in ticket._complaint_get_customer_keys():
                by_customer[key].add(ticket.id)
        others = tickets.search(recent, order="complaint_received_at desc, id desc", limit=_COMPARED)
        read = [(ticket, *ticket._complaint_read_matter()) for ticket in others]
        return [
            self._complaint_sort_repeats(vals, at, keys, by_customer, read)
            for vals, keys in zip(vals_list, customers, strict=True)
        ]

    def _complaint_sort_repeats(self, vals, at, keys, by_customer, read):
        """For one complaint: (of the same customer, about the same matter)."""
        company = self.env["res.company"].sudo().browse(vals.get("company_id") or self.env.company.id)
        since = at - timedelta(days=company.service_complaint_days)
        same = self.browse(sorted(set().union(*(by_customer[key] for key in keys))))
        same = same.sudo().filtered(lambda t: t.company_id == company and t.complaint_received_at > since)
        thing, words, numbers = self._complaint_describe_matter(
            vals.get("product_id"), vals.get("complaint_subject_id"), vals.get("name"), vals.get("description")
        )
        alike = self.browse()
        for ticket, other_thing, other_words, other_numbers in read:
            if ticket.company_id != company or ticket.complaint_received_at <= since:
                continue
            least = _ALIKE_SAME_THING if thing & other_thing else _ALIKE_ALONE
            if numbers & other_numbers or likeness(words, other_words) >= least:
                alike |= ticket
        return same, alike

    @api.model
    def _complaint_read_customers(self, vals_list):
        """Who complains, by what they are recognised: a set of ``(kind, key)`` for each of some values."""
        ids = [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        partners = {partner.id: partner for partner in self.env["res.partner"].sudo().browse(set(ids)).exists()}
        return [
            self._complaint_make_keys(
                partners.get(vals.get("partner_id"), self.env["res.partner"]), vals.get("partner_email")
            )
            for vals in vals_list
        ]

    def _complaint_get_customer_keys(self):
        return self._complaint_make_keys(self.partner_id, self.partner_email)

    @api.model
    def _complaint_make_keys(self, partner, address):
        keys = {
            ("partner", partner.commercial_partner_id.id),
            ("email", email_normalize(partner.email or address or "")),
            ("phone", partner.phone_key),
        }
        return {(kind, key) for kind, key in keys if key}

    def _complaint_read_matter(self):
        return self._complaint_describe_matter(
            self.product_id.id, self.complaint_subject_id.id, self.name, self.description
        )

    @api.model
    def _complaint_describe_matter(self, product, subject, name, description):
        """What a complaint is about: ``(things, terms, serial numbers)``."""
        text = html2plaintext(description or "")
        things = {("product", product), ("subject", subject)}
        return (
            frozenset((kind, key) for kind, key in things if key),
            terms(name or ""),
            serial_numbers(f"{name or ''} {text}"),
        )

    # Actions

    def action_complaint_view_repeats(self):
        """The earlier complaints that were found."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.helpdesk_ticket_action_complaint")
        earlier = self.complaint_repeat_ids | self.complaint_matter_ids
        return {
            **action,
            "name": self.env._("Earlier Complaints"),
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", earlier.ids)],
            "context": {"create": False},
        }
