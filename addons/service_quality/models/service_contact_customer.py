from collections import defaultdict

from odoo import api, fields, models

from ..engine.phone_number import same_number, search_key


class ServiceContact(models.Model):
    """Who calls: the customer is found by number, whatever notation it is written in."""

    _inherit = "service.contact"

    @api.model
    def _add_customers(self, vals_list):
        """The values of new contacts, completed with the customers that their numbers belong to."""
        wanted = defaultdict(set)
        for vals in vals_list:
            if vals.get("number") and not vals.get("partner_id"):
                wanted[vals.get("company_id") or self.env.company.id].add(vals["number"])
        found = {
            company_id: self.with_company(company_id)._find_customers(numbers) for company_id, numbers in wanted.items()
        }
        return [
            {**vals, **found[vals.get("company_id") or self.env.company.id].get(vals["number"], {})}
            if vals.get("number") and not vals.get("partner_id")
            else vals
            for vals in vals_list
        ]

    def _identify(self):
        """Name the customer of contacts that have a number and no customer yet."""
        for company, contacts in self.filtered(lambda c: c.number and not c.partner_id).grouped("company_id").items():
            found = self.with_company(company)._find_customers(set(contacts.mapped("number")))
            for contact in contacts:
                if values := found.get(contact.number):
                    contact.write(values)

    @api.model
    def _find_customers(self, numbers):
        """The customers that numbers belong to: ``{number: values of a contact}``, without those that nobody has.

        Where several have the same number it is the one who was in contact
        last, else the newest; a hint tells.
        """
        keys = {number: search_key(number) for number in numbers}
        # Who may record a contact need not be able to read every customer
        partners = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("phone_key", "in", list(filter(None, keys.values()))),
                    ("company_id", "in", [False, self.env.company.id]),
                ]
            )
        )
        by_key = partners.grouped("phone_key")
        fitting = {
            number: by_key.get(key, partners.browse()).filtered(
                lambda partner, number=number: same_number(partner.phone, number)
            )
            for number, key in keys.items()
        }
        several = partners.browse().concat(*(found for found in fitting.values() if len(found) > 1))
        latest = self._get_latest_contacts(several) if several else {}
        return {
            number: {
                "partner_id": max(
                    found,
                    key=lambda partner: (latest.get(partner.id, fields.Datetime.from_string("1970-01-01")), partner.id),
                ).id,
                "partner_hint": self.env._(
                    "%(count)s customers have this number: the most recent was taken.", count=len(found)
                )
                if len(found) > 1
                else False,
            }
            for number, found in fitting.items()
            if found
        }

    @api.model
    def _get_latest_contacts(self, partners):
        """When each was last in contact with us, by a contact or a ticket: ``{partner id: datetime}``."""
        latest = {}
        for model, moment in (("service.contact", "start"), ("helpdesk.ticket", "create_date")):
            groups = (
                self.env[model]
                .sudo()
                ._read_group([("partner_id", "in", partners.ids)], ["partner_id"], [f"{moment}:max"])
            )
            for partner, last in groups:
                latest[partner.id] = max(filter(None, (last, latest.get(partner.id))))
        return latest
