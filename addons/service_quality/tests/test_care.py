from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import START
from .common_care import CareCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestCare(CareCase):
    """Whom the company writes to by itself, and whom not."""

    def _solved_customer(self, number, days=0, **values):
        partner = self._partner(number, **values)
        self._solved_at(START - days * DAY, partner)
        self._refresh(partner)
        return partner

    def _reasons(self):
        return {message.partner_id: message.skip_reason for message in self.messages()}

    def test_once_per_rule_customer_and_occasion(self):
        partner = self._solved_customer(1)
        self._rule()
        for _run in range(3):
            self.run_care()
        message = self.messages()
        self.assertEqual((message.partner_id, message.state, message.email), (partner, "sent", "c1@example.com"))
        mail = self.mails(message)
        self.assertEqual(len(mail), 1)
        self.assertIn(message._get_path(), mail.body_html)
        self.assertIn("List-Unsubscribe=One-Click", mail.headers)
        # Another case is another occasion
        self._solved_at(START, partner)
        self.run_care()
        self.assertEqual(self.messages().mapped("state"), ["sent", "sent"])

    def test_the_contact_of_the_case_is_written_to_in_its_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["service_quality"], ["zh_CN"])
        self.contact.lang = "zh_CN"
        self._solved_at(START, self.contact)
        self._refresh()
        self._rule()
        self.run_care()
        message = self.messages()
        self.assertEqual((message.partner_id, message.contact_id), (self.customer, self.contact))
        mail = self.mails(message)
        self.assertIn("一切", mail.subject + mail.body_html)
        self.assertIn("退订", mail.body_html)

    def test_the_first_who_can_be_reached_is(self):
        self.customer.email = False
        self._solved_at(START)
        nobody = self._solved_customer(1, email=False)
        self._refresh()
        self._rule()
        self.run_care()
        reached = {message.partner_id: (message.state, message.email) for message in self.messages()}
        self.assertEqual(reached, {self.customer: ("sent", "ines@example.com"), nobody: ("skipped", False)})

    def test_who_is_left_in_peace(self):
        said_no, blocked, complains, ours = (self._solved_customer(number) for number in range(4))
        self.env["service.care.refusal"].with_user(self.agent).create({"email_normalized": "C0@Example.com"})
        self.env["mail.blacklist"].create({"email": blocked.email})
        self._case_at(START, complains, kind="complaint")
        ours.email = self.agent.email
        self._rule()
        self.run_care()
        self.assertEqual(
            self._reasons(), {said_no: "refused", blocked: "refused", complains: "complaint", ours: "ours"}
        )
        self.assertFalse(self.mails(self.messages()))

    def test_who_says_no_between_plan_and_sending(self):
        partner, other = self._solved_customer(1), self._solved_customer(2)
        rule = self._rule()
        messages = self.env["service.care.message"].sudo()
        messages._plan_company(self.company)
        self.messages(("partner_id", "=", partner.id))._unsubscribe()
        messages._send_due()
        self.assertEqual(self._reasons(), {partner: "refused", other: False})
        self._solved_customer(3)
        messages._plan_company(self.company)
        rule.action_switch_off()
        messages._send_due()
        self.assertEqual(self.messages()[-1].skip_reason, "off")

    def test_the_cap_holds_over_all_rules(self):
        self.company.service_care_cap = 1
        self._solved_customer(1)
        self._rule(sequence=2)
        first = self._rule(sequence=1)
        self.run_care()
        sent = self.messages(("state", "=", "sent"))
        self.assertEqual(sent.rule_id, first)
        self.assertEqual(self.messages(("state", "=", "skipped")).skip_reason, "cap")
        self.company.service_care_cap = 0
        self._solved_customer(2)
        self.run_care()
        self.assertEqual(len(self.messages(("state", "=", "sent"))), 1)

    def test_the_limit_of_a_run_only_delays(self):
        for number in range(3):
            self._solved_customer(number)
        self._rule(run_limit=2)
        self.run_care()
        self.assertEqual(len(self.messages()), 2)
        self.go_to(START + DAY)
        self.run_care()
        self.assertEqual(self.messages().mapped("state"), ["sent"] * 3)

    def test_the_segment(self):
        near, far = self._solved_customer(1, city="Ghent"), self._solved_customer(2, city="Bruges")
        gold = self.env["service.loyalty.tier"].create({"name": "A tier", "points": 7777})
        self._refresh(near).sudo().tier_id = gold
        here = self._rule(partner_domain="[('city', '=', 'Bruges')]")
        loyal = self._rule(tier_ids=gold.ids)
        self.run_care()
        self.assertEqual({m.rule_id: m.partner_id for m in self.messages()}, {here: far, loyal: near})

    def test_nobody_is_written_to_before_somebody_looked(self):
        partner = self._solved_customer(1)
        rule = self._rule(live=False)
        with self.assertRaises(UserError):
            rule.action_switch_on()
        for values in ({"state": "live"}, {"previewed_at": START}):
            with self.assertRaises(UserError):
                rule.with_user(self.manager).write(values)
        forged = (
            self.env["service.care.rule"]
            .with_user(self.manager)
            .create({"name": "Forged", "template_id": self.template.id, "state": "live", "previewed_at": START})
        )
        self.assertEqual((forged.state, forged.previewed_at), ("draft", False))
        action = rule.with_user(self.manager).action_preview()
        preview = self.env["service.care.preview"].with_user(self.manager).browse(action["res_id"])
        self.assertEqual((preview.line_ids.partner_id, preview.send_count, preview.skip_count), (partner, 1, 0))
        self.assertIn("Customer 1", preview.body)
        self.assertFalse(self.messages())
        rule.with_user(self.manager).action_switch_on()
        rule.days = 3
        self.assertEqual(rule.state, "draft", "another rule than the one that was looked at")
        self.run_care()
        self.assertFalse(self.messages())
        with self.assertRaises(UserError):
            rule.action_switch_on()

    def test_rights(self):
        rule = self._rule()
        self._solved_customer(1)
        self.run_care()
        message, refusal = self.messages(), self.env["service.care.refusal"]
        for user in (self.agent, self.leader):
            self.assertEqual(message.with_user(user).state, "sent")
            for attempt in (
                lambda user=user: rule.with_user(user).action_preview(),
                lambda user=user: rule.with_user(user).action_switch_off(),
                lambda user=user: rule.with_user(user).write({"name": "Another"}),
                lambda user=user: message.with_user(user).write({"state": "planned"}),
                lambda user=user: message.with_user(user).read(["nonce"]),
                lambda user=user: refusal.with_user(user).create({"email_normalized": "a@b.example"}).unlink(),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        other = self.env["res.company"].create({"name": "Another company"})
        theirs = self.env["service.care.rule"].create(
            {"name": "Theirs", "company_id": other.id, "template_id": self.template.id}
        )
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).read(["name"])
        with self.assertRaises(AccessError):
            message.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            rule.with_user(self.manager).unlink()

    def test_nonsense_is_refused(self):
        for values in (
            {"partner_domain": "[('no_such_field', '=', 1)]"},
            {"trigger": "holiday"},
            {"trigger": "birthday"},
            {"trigger": "birthday", "date_field_id": self.env.ref("base.field_res_partner__name").id},
            {"template_id": self.env.ref("service_quality.mail_template_feedback").id},
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self._rule(live=False, **values)

    def test_what_came_after_it_is_counted(self):
        partners = [self._solved_customer(number) for number in range(3)]
        rule = self._rule(result_days=30)
        self.run_care()
        self._case_at(START + 5 * DAY, partners[0], kind="complaint")
        self._case_at(START + 31 * DAY, partners[1])
        self.messages()[2]._unsubscribe()
        self.go_to(START + 40 * DAY)
        self.env["service.care.message"].sudo()._count_results()
        self.env.invalidate_all()
        figures = [(m.wrote, m.bought, m.complained, m.refused) for m in self.messages()]
        self.assertEqual(figures, [(1, 0, 1, 0), (0, 0, 0, 0), (0, 0, 0, 1)])
        self.assertAlmostEqual(rule.wrote_share, 1 / 3)

    def test_what_comes_up_for_a_customer(self):
        self._solved_customer(1)
        partner = self._solved_customer(2)
        self._rule(name="In five days", days=5)
        file = self._refresh(partner).with_user(self.agent)
        self.assertIn("In five days", file.upcoming_care)
        self.assertEqual(len(file.upcoming_care.splitlines()), 1)


@tagged("post_install", "-at_install")
class TestCareOccasion(CareCase):
    """When the occasions of rules are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._case_at(START - 800 * DAY)
        cls._case_at(START - 20 * DAY)
        cls.file = cls._refresh()

    def occasions(self, since, until, **values):
        return [
            (day, key)
            for day, partner, _contact, key in self._rule(live=False, **values)._get_occasions(since, until)
            if partner == self.customer.id
        ]

    def test_holidays(self):
        newyear = {"trigger": "holiday", "day": date(2020, 1, 1), "days": -2}
        found = self.occasions(date(2026, 12, 1), date(2028, 1, 15), **newyear)
        self.assertEqual(found, [(date(2026, 12, 30), "2027"), (date(2027, 12, 30), "2028")])
        moon = {"trigger": "holiday", "day": date(2027, 2, 6), "yearly": False}
        self.assertEqual(self.occasions(date(2026, 1, 1), date(2029, 1, 1), **moon), [(date(2027, 2, 6), "2027-02-06")])

    def test_anniversaries(self):
        since = self.file.first_on
        found = self.occasions(since, since + 900 * DAY, trigger="anniversary")
        self.assertEqual(found, [(since.replace(year=since.year + n), str(since.year + n)) for n in (1, 2)])

    def test_a_leap_day_comes_every_year(self):
        self.file.sudo().first_on = date(2024, 2, 29)
        found = self.occasions(date(2025, 1, 1), date(2028, 12, 31), trigger="anniversary")
        self.assertEqual(
            [day.isoformat() for day, _key in found], ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
        )

    def test_silence_and_rise(self):
        last = self.file.last_on
        self.assertEqual(
            self.occasions(last, last + 90 * DAY, trigger="silent", days=60), [(last + 60 * DAY, str(last))]
        )
        self.env["service.loyalty.change"].create(
            [{"file_id": self.file.id, "date": START.date(), "risen": risen} for risen in (True, False)]
        )
        self.file.sudo().change_ids[2:].unlink()
        found = self.occasions(START.date(), START.date() + 5 * DAY, trigger="tier", days=1)
        self.assertIn(START.date() + DAY, [day for day, _key in found])

    def test_a_date_on_the_contact(self):
        field = self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "name": "x_born_on",
                "field_description": "Born on",
                "ttype": "date",
            }
        )
        self.contact.x_born_on = date(1980, 3, 5)
        rule = self._rule(live=False, trigger="birthday", date_field_id=field.id)
        found = rule._get_occasions(date(2026, 3, 1), date(2026, 3, 31))
        self.assertEqual(found, [(date(2026, 3, 5), self.customer.id, self.contact.id, f"{self.contact.id}/2026")])

    def test_lost_customers_are_asked_for_by_name(self):
        self.file.sudo().standing = "churned"
        for standing, count in (("active", 0), ("present", 0), ("any", 1)):
            found = self.occasions(
                date(2026, 12, 1), date(2027, 1, 15), trigger="holiday", day=date(2020, 1, 1), standing=standing
            )
            self.assertEqual(len(found), count, standing)
