import logging

from psycopg2 import OperationalError

from odoo import fields, models

_logger = logging.getLogger(__name__)
_SOLVED = frozenset({"resolved", "closed"})
# What rating.mixin stores or computes with elevated rights on a case, where another addon brings it
VERDICTS = frozenset(
    {
        "rating_last_value",
        "rating_last_feedback",
        "rating_last_image",
        "rating_last_text",
        "rating_avg",
        "rating_avg_text",
        "rating_percentage_satisfaction",
        "positive_rate_percentage",
    }
)


class HelpdeskTicket(models.Model):
    """Solved cases are followed by a question to the customer."""

    _inherit = "helpdesk.ticket"

    kind = fields.Selection(selection_add=[("recovery", "Recovery")])
    feedback_ids = fields.One2many(
        "service.feedback",
        "ticket_id",
        string="Satisfaction",
        readonly=True,
        groups="service_quality.service_quality_group_leader",
    )
    feedback_count = fields.Integer(
        compute="_compute_feedback_count", groups="service_quality.service_quality_group_leader"
    )
    # Odoo lets every employee search by ratings, past the rules
    rating_ids = fields.One2many(groups="service_quality.service_quality_group_leader", bypass_search_access=False)
    recovery_of_id = fields.Many2one(
        "helpdesk.ticket",
        string="Recovers",
        readonly=True,
        index="btree_not_null",
        help="The case that the customer was not satisfied with.",
    )

    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and (
            self.env.su
            or field.name not in VERDICTS
            or self.env.user.has_group("service_quality.service_quality_group_manager")
        )

    def _compute_feedback_count(self):
        feedback = self.env["service.feedback"]
        asked, opened_by = (
            dict(feedback._read_group([(field, "in", self.ids)], [field], ["__count"]))
            for field in ("ticket_id", "recovery_id")
        )
        for ticket in self:
            ticket.feedback_count = asked.get(ticket, 0) + opened_by.get(ticket, 0)

    def action_view_feedback(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_feedback_action")
        # A recovery shows the answer that it was opened for
        return {
            **action,
            "domain": ["|", ("ticket_id", "=", self.id), ("recovery_id", "=", self.id)],
            "context": {},
        }

    def _clock_follow(self, before):
        res = super()._clock_follow(before)
        solved = self.filtered(lambda t: before[t.id] not in _SOLVED and t._clock_position() in _SOLVED)
        reopened = self.filtered(lambda t: before[t.id] in _SOLVED and t._clock_position() not in _SOLVED)
        if solved or reopened:
            self._follow_with_feedback(solved, reopened)
        return res

    def _follow_with_feedback(self, solved, reopened):
        """Never at the price of the case: what fails is logged."""
        feedback = self.env["service.feedback"].sudo()
        try:
            with self.env.cr.savepoint():
                if reopened:
                    feedback._stop(reopened)
                recoveries = solved.filtered(lambda ticket: ticket.kind == "recovery")
                if recoveries:
                    first = feedback.search([("recovery_id", "in", recoveries.ids)])
                    again = feedback.search([("previous_id", "in", first.ids)])
                    again.filtered(lambda f: f.state == "cancelled")._ask_after_recovery_anew()
                    feedback._ask_after_recovery({f.recovery_id: f for f in first - again.previous_id})
                if rules := self.env["service.feedback.rule"]._match(solved - recoveries):
                    feedback._plan(rules)
        except OperationalError:
            raise
        except Exception:
            _logger.exception("Customers are not asked about %s", solved | reopened)

    def _get_open_feedback(self):
        """The question that the customer can answer on the case's page, with elevated rights."""
        self.ensure_one()
        return (
            self.env["service.feedback"]
            .sudo()
            .search([("ticket_id", "=", self.id), ("state", "=", "asked"), ("channel", "!=", "phone")], limit=1)
            .filtered(lambda feedback: not feedback._get_closed_reason())
        )
