from odoo import api, fields, models
from odoo.tools import SQL

_DAYS = 365


class ServiceStepReport(models.Model):
    """Where processes stand still: per step the median and the 90th percentile of its time, and what was not followed.

    Of the cases of the last ``step_days`` days (context), a year if it is not
    given. A median cannot be added up: one row a step and company, read as it stands.
    """

    _name = "service.step.report"
    _description = "Steps of Processes"
    _auto = False
    _order = "process_id, sequence"
    _rec_name = "step_id"

    company_id = fields.Many2one("res.company", readonly=True)
    process_id = fields.Many2one("service.process", readonly=True)
    step_id = fields.Many2one("service.process.step", readonly=True)
    sequence = fields.Integer(readonly=True)
    cases = fields.Integer(readonly=True, help="Cases that had the step.")
    done = fields.Integer(readonly=True)
    median_minutes = fields.Float(string="Median (min)", readonly=True, aggregator=None)
    p90_minutes = fields.Float(
        string="90 % within (min)", readonly=True, aggregator=None, help="Nine of ten took no longer."
    )
    standard_minutes = fields.Integer(string="Standard (min)", readonly=True, aggregator=None)
    over_standard = fields.Integer(readonly=True, help="Took longer than the standard.")
    skipped = fields.Integer(readonly=True)
    left_open = fields.Integer(readonly=True, help="Required, and the case was solved without it.")
    reordered = fields.Integer(string="Out of Turn", readonly=True)
    bottleneck = fields.Float(
        string="Share of the Time", readonly=True, aggregator=None, help="Of all the time that the process takes."
    )

    @property
    def _table_query(self):
        days = self.env.context.get("step_days")
        return SQL(
            """
            SELECT MIN(c.id) AS id, c.company_id, c.process_id, c.step_id, MIN(c.sequence) AS sequence,
                   COUNT(*) AS cases,
                   COUNT(*) FILTER (WHERE c.state = 'done') AS done,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY c.seconds) FILTER (WHERE c.state = 'done') / 60.0
                       AS median_minutes,
                   PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY c.seconds) FILTER (WHERE c.state = 'done') / 60.0
                       AS p90_minutes,
                   MIN(s.standard_minutes) AS standard_minutes,
                   COUNT(*) FILTER (WHERE c.state = 'done' AND s.standard_minutes > 0
                                      AND c.seconds > s.standard_minutes * 60) AS over_standard,
                   COUNT(*) FILTER (WHERE c.state = 'skipped') AS skipped,
                   COUNT(*) FILTER (WHERE c.state = 'todo' AND c.required AND (g.closed OR g.resolving)) AS left_open,
                   COUNT(*) FILTER (WHERE c.reordered) AS reordered,
                   COALESCE(SUM(c.seconds) FILTER (WHERE c.state = 'done')
                       / NULLIF(SUM(SUM(c.seconds) FILTER (WHERE c.state = 'done'))
                                OVER (PARTITION BY c.company_id, c.process_id), 0)::float, 0) AS bottleneck
              FROM service_case_step AS c
              JOIN service_process_step AS s ON s.id = c.step_id
              JOIN helpdesk_ticket AS t ON t.id = c.ticket_id
         LEFT JOIN helpdesk_ticket_stage AS g ON g.id = t.stage_id
             WHERE t.create_date >= (now() AT TIME ZONE 'UTC') - make_interval(days => %s)
          GROUP BY c.company_id, c.process_id, c.step_id
            """,
            days if isinstance(days, int) and 0 < days < 10_000 else _DAYS,
        )

    @api.model
    def _get_depends_on(self):
        return ("service.case.step", "service.process.step", "helpdesk.ticket", "helpdesk.ticket.stage")

    def _search(self, domain, *args, **options):
        # What is written but not yet sent to the database counts as well
        for model in self._get_depends_on():
            self.env[model].flush_model()
        return super()._search(domain, *args, **options)
