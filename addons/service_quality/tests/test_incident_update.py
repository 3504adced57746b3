from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_incident import IncidentCase


@tagged("post_install", "-at_install")
class TestIncidentUpdate(IncidentCase):
    """All customers are told at once: one message each, in their language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incident = cls._incident()
        cls.other = cls.env["res.partner"].create({"name": "Another", "email": "another@example.com"})
        cls.cases = cls._ticket(incident_id=cls.incident.id) | cls._ticket(incident_id=cls.incident.id)
        cls.cases |= cls._ticket(partner_id=cls.other.id, incident_id=cls.incident.id)
        cls.cases |= cls._ticket(
            partner_id=False,
            partner_name="Walker",
            partner_email="Walker <walker@example.com>",
            incident_id=cls.incident.id,
        )
        cls.silent = cls._ticket(partner_id=cls.env["res.partner"].create({"name": "Silent"}).id)
        cls.silent.incident_id = cls.incident

    def test_one_message_a_customer_through_the_queue(self):
        update = self.tell(self.incident)
        for address in ("customer@example.com", "another@example.com", "walker@example.com"):
            self.assertEqual(self.mails(address).mapped("state"), ["outgoing"], address)
        outcomes = update.notice_ids.mapped(lambda notice: (notice.name, notice.outcome))
        self.assertIn(("Silent", "no_address"), outcomes)
        self.assertEqual(len(outcomes), 4)
        self.assertEqual(self.incident.state, "responding")
        with self.assertRaises(UserError):
            update.with_user(self.agent).action_send()
        with self.assertRaises(UserError):
            update.with_user(self.agent).body = "Something else"

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.other.lang = "fr_FR"
        update = self.env["service.incident.update"].create({"incident_id": self.incident.id, "body": "We know"})
        update.with_context(lang="fr_FR").body = "Nous savons"
        update.action_send()
        self.assertIn("Nous savons", self.mails("another@example.com").body_html)
        self.assertIn("We know", self.mails("customer@example.com").body_html)

    def test_who_comes_later_hears_what_is_known_and_nobody_twice(self):
        self.tell(self.incident)
        late = self.env["res.partner"].create({"name": "Late", "email": "late@example.com"})
        self._ticket(partner_id=late.id, incident_id=self.incident.id)
        self._ticket(incident_id=self.incident.id)
        self.assertEqual(len(self.mails("late@example.com")), 1)
        self.assertEqual(len(self.mails("customer@example.com")), 1)

    def test_the_customer_reads_it_on_the_case(self):
        portal = self._user("portal", "base.group_portal")
        ticket = self._ticket(partner_id=portal.partner_id.id, incident_id=self.incident.id)
        self.assertFalse(ticket.with_user(portal)._get_incident_updates())
        self.tell(self.incident, "Back at noon")
        self.env["service.incident.update"].create({"incident_id": self.incident.id, "body": "A draft"})
        self.assertEqual(ticket.with_user(portal)._get_incident_updates().mapped("body"), ["Back at noon"])

    def test_queries_do_not_grow_with_the_cases_of_a_customer(self):
        def queries(cases):
            incident = self._incident()
            self.env["helpdesk.ticket"].create([self._ticket_values(incident_id=incident.id) for _n in range(cases)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.tell(incident)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(1)
        few, many = queries(3), queries(30)
        self.assertEqual(few, many)
