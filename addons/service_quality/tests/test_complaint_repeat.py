from odoo.tests import tagged

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintRepeat(ComplaintCase):
    def test_the_same_customer_is_found_however_they_come(self):
        company = self.env["res.partner"].create({"name": "Hotel", "is_company": True, "phone": "+86 21 5555 0188"})
        clerk, boss = self.env["res.partner"].create(
            [
                {"name": "Clerk", "parent_id": company.id, "email": "Clerk@Hotel.example"},
                {"name": "Boss", "parent_id": company.id},
            ]
        )
        first = self._complaint(partner_id=clerk.id, name="Milk is cold")
        stranger = self.env["res.partner"].create({"name": "The same phone", "phone": "021-5555-0188"})
        company_again = self._complaint(partner_id=boss.id, name="Door squeaks")
        by_mail = self._complaint(partner_id=False, partner_email="clerk@hotel.EXAMPLE", name="Lamp flickers")
        by_phone = self._complaint(partner_id=stranger.id, name="Window rattles")
        self.assertEqual(first.complaint_repetition, 1)
        self.assertEqual(company_again.complaint_repeat_ids, first)
        self.assertIn(first, by_mail.complaint_repeat_ids)
        self.assertEqual(by_phone.complaint_repetition, 1, "that of the company has the number, not the clerk's")
        of_company = self._complaint(partner_id=company.id, name="Roof leaks")
        self.assertEqual(of_company.complaint_repeat_ids, first | company_again | by_phone)
        self.assertIn("number 4", of_company.complaint_repeat_note)

    def test_other_customers_are_others(self):
        self._complaint(name="Milk is cold")
        other = self._complaint(partner_id=self.customer.id, name="Door squeaks", complaint_subject_id=False)
        self.assertEqual(other.complaint_repetition, 1)
        self.assertFalse(other.complaint_matter_ids)
        self.assertFalse(other.complaint_repeat_note)

    def test_the_same_matter_is_found_across_customers_and_languages(self):
        product = self.env["product.product"].create({"name": "Heat pump"})
        english = self._complaint(name="Heat pump howls at night", product_id=product.id)
        chinese = self._complaint(name="热泵夜间噪音很大", product_id=product.id)
        serial = self._complaint(name="Broken", description="<p>No. HP-2231-77 stands still</p>")
        for name, values, found in (
            ("The heat pump howls", {"product_id": product.id}, english),
            ("热泵噪音大", {"product_id": product.id}, chinese),
            ("Does not start", {"description": "<p>hp-2231-77</p>", "complaint_subject_id": False}, serial),
            ("The heat pump howls", {"complaint_subject_id": False}, english),
            ("Invoice is wrong", {"product_id": product.id}, english.browse()),
        ):
            with self.subTest(name=name):
                complaint = self._complaint(partner_id=self.customer.id, name=name, **values)
                self.assertEqual(complaint.complaint_matter_ids & (english | chinese | serial), found)

    def test_what_lies_too_far_back_does_not_count(self):
        self._complaint()
        self.wait(days=self.env.company.service_complaint_days + 1)
        self.assertEqual(self._complaint().complaint_repetition, 1)

    def test_duplicates_and_other_companies_do_not_count(self):
        first = self._complaint()
        first.duplicate_id = self._complaint()
        self.assertEqual(self._complaint().complaint_repetition, 2)
        other = self.env["res.company"].create({"name": "Other"})
        values = {"company_id": other.id, "team_id": False, "stage_id": self.stages["new"].id}
        self.assertEqual(self._complaint(**values, complaint_subject_id=False).complaint_repetition, 1)
