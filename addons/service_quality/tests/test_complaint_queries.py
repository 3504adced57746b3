from odoo.tests import tagged

from .common_complaint import ComplaintCase

# The ORM writes the rows of the log a hundred at a time: three lines each stay below
FEW, MANY = 5, 30


@tagged("post_install", "-at_install")
class TestComplaintQueries(ComplaintCase):
    """What complaints cost besides what tickets cost does not grow with their number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {"tracking_disable": True, "mail_create_nolog": True, "mail_notrack": True}
        cls.env = cls.env(context={**cls.env.context, **quiet})

    def values(self, count, kind):
        return [
            self._ticket_values(kind=kind, partner_id=self.portal.partner_id.id, name=f"Howls {number}")
            for number in range(count)
        ]

    def queries(self, operation):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        operation()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def least(self, operation, count):
        """Without the one query more when a cache of the process forgets what it knew, at any moment."""
        return min(operation(count) for _attempt in range(3))

    def test_creating(self):
        def extra(count):
            tickets = self.env["helpdesk.ticket"]
            return self.queries(lambda: tickets.create(self.values(count, "complaint"))) - self.queries(
                lambda: tickets.create(self.values(count, "inquiry"))
            )

        extra(1)
        few, many = extra(FEW), extra(MANY)
        self.assertLessEqual(many, few + 3, "no query per complaint")
        self.assertLessEqual(few, 40)

    def test_steps(self):
        def move(count):
            complaints = self.env["helpdesk.ticket"].create(self.values(count, "complaint"))
            values = {
                "complaint_department_id": self.workshop.id,
                "complaint_owner_id": self.colleague.id,
                "complaint_acknowledged_at": "2026-03-02",
                "complaint_findings": "Worn",
                "complaint_justified": "yes",
                "complaint_justified_reason": "So",
            }
            complaints.sudo().write(values)
            return self.queries(lambda: complaints.with_user(self.agent)._complaint_advance("investigated"))

        move(1)
        self.assertEqual(self.least(move, FEW), self.least(move, MANY))

    def test_raising_levels(self):
        def rise(count):
            complaints = self.env["helpdesk.ticket"].create(self.values(count, "complaint"))
            complaints.sudo().write({"complaint_level": 1})
            self.env["service.escalation"].search([]).unlink()
            return self.queries(lambda: complaints.write({"complaint_severity": "critical"}))

        rise(1)
        self.assertEqual(self.least(rise, FEW), self.least(rise, MANY))
