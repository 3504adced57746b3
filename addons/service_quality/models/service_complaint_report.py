from odoo import fields, models

from .helpdesk_ticket_complaint import JUSTIFIED, OUTCOMES, SEVERITIES, STEPS


class ServiceComplaintReport(models.Model):
    """Figures of complaints, a row each. Written in SQL, so that what is not known stays empty and enters no mean."""

    _name = "service.complaint.report"
    _description = "Complaint Analysis"
    _auto = False
    _rec_name = "ticket_id"
    _order = "received_at desc"
    _depends = {
        "helpdesk.ticket": [
            "active",
            "channel_id",
            "commercial_partner_id",
            "company_id",
            "complaint_acknowledged_at",
            "cause_id",
            "complaint_closed_at",
            "complaint_department_id",
            "complaint_justified",
            "complaint_level",
            "complaint_outcome",
            "complaint_received_at",
            "complaint_repetition",
            "complaint_round",
            "complaint_severity",
            "complaint_step",
            "complaint_subject_id",
            "duplicate_id",
            "kind",
            "product_id",
            "team_id",
            "user_id",
        ],
        "service.solution": ["cost_company", "decided_at", "sent_at", "state", "ticket_id"],
    }

    ticket_id = fields.Many2one("helpdesk.ticket", string="Complaint", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Handler", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    channel_id = fields.Many2one("helpdesk.ticket.channel", readonly=True)
    subject_id = fields.Many2one("service.complaint.subject", readonly=True)
    cause_id = fields.Many2one("service.cause", readonly=True)
    severity = fields.Selection(SEVERITIES, readonly=True)
    level = fields.Integer(readonly=True, aggregator="max")
    repetition = fields.Integer(string="Nth Complaint", readonly=True, aggregator="max")
    step = fields.Selection(STEPS, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    justified = fields.Selection(JUSTIFIED, readonly=True)
    received_at = fields.Datetime(string="Received", readonly=True)
    closed_at = fields.Datetime(string="Closed", readonly=True)
    answer_hours = fields.Float(string="Hours to Acknowledge", readonly=True, aggregator="avg")
    proposal_hours = fields.Float(string="Hours to First Proposal", readonly=True, aggregator="avg")
    cycle_hours = fields.Float(string="Cycle Time (hours)", readonly=True, aggregator="avg")
    within_day = fields.Float(string="Closed within 24 h (%)", readonly=True, aggregator="avg")
    success = fields.Float(
        string="Success Rate (%)", readonly=True, aggregator="avg", help="Accepted at the first proposal."
    )
    justified_share = fields.Float(
        string="Justified (%)", readonly=True, aggregator="avg", help="Wholly or partly, of those that were judged."
    )
    repeat_share = fields.Float(string="Repeat Complaints (%)", readonly=True, aggregator="avg")
    reopened = fields.Integer(string="Times Reopened", readonly=True)
    cost = fields.Monetary(readonly=True, aggregator="sum", help="Of accepted solutions, in company currency.")

    @property
    def _table_query(self):
        return """
            SELECT t.id, t.id AS ticket_id, t.company_id, c.currency_id, t.team_id, t.user_id,
                t.complaint_department_id AS department_id, t.commercial_partner_id AS partner_id, t.product_id,
                t.channel_id, t.complaint_subject_id AS subject_id, t.cause_id AS cause_id,
                t.complaint_severity AS severity, t.complaint_level AS level, t.complaint_repetition AS repetition,
                t.complaint_step AS step, t.complaint_outcome AS outcome, t.complaint_justified AS justified,
                t.complaint_received_at AS received_at, t.complaint_closed_at AS closed_at,
                EXTRACT(EPOCH FROM t.complaint_acknowledged_at - t.complaint_received_at) / 3600 AS answer_hours,
                EXTRACT(EPOCH FROM s.first_sent - t.complaint_received_at) / 3600 AS proposal_hours,
                EXTRACT(EPOCH FROM t.complaint_closed_at - t.complaint_received_at) / 3600 AS cycle_hours,
                CASE WHEN t.complaint_closed_at IS NULL THEN NULL
                    WHEN t.complaint_closed_at <= t.complaint_received_at + interval '24 hours' THEN 100
                    ELSE 0 END AS within_day,
                CASE s.first_answer WHEN 'accepted' THEN 100 WHEN 'rejected' THEN 0 WHEN 'no_answer' THEN 0 END
                    AS success,
                CASE WHEN t.complaint_justified IN ('yes', 'partly') THEN 100
                    WHEN t.complaint_justified = 'no' THEN 0 END AS justified_share,
                CASE WHEN t.complaint_repetition > 1 THEN 100 ELSE 0 END AS repeat_share,
                t.complaint_round - 1 AS reopened,
                COALESCE(s.cost, 0) AS cost
            FROM helpdesk_ticket t
            JOIN res_company c ON c.id = t.company_id
            LEFT JOIN (
                SELECT ticket_id, min(sent_at) AS first_sent,
                    (array_agg(state ORDER BY decided_at, id)
                        FILTER (WHERE state IN ('accepted', 'rejected', 'no_answer')))[1] AS first_answer,
                    sum(cost_company) FILTER (WHERE state = 'accepted') AS cost
                FROM service_solution GROUP BY ticket_id
            ) s ON s.ticket_id = t.id
            WHERE t.kind = 'complaint' AND t.active AND t.duplicate_id IS NULL
        """

    def action_open_complaint(self):
        self.ensure_one()
        return self.ticket_id._get_records_action()
