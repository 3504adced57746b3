from odoo import api, models
from odoo.tools import SQL

from .service_kpi_source import Source


class ServiceKpiSource(models.AbstractModel):
    """What inspection, the written process and the knowledge base tell about the handling of cases."""

    _inherit = "service.kpi.source"

    @api.model
    def _get_sources(self):
        return super()._get_sources() | {
            "inspection": Source(self.env._("Inspection score"), "service.inspection", "_facts_inspection"),
            "process": Source(self.env._("Process steps done in turn"), "service.case.step", "_facts_process"),
            "knowledge": Source(self.env._("Closed cases with an article"), "helpdesk.ticket", "_facts_knowledge"),
        }

    @api.model
    def _facts_inspection(self, kpi):
        """First judgements that the agent has seen, after an appeal where there was one, counted when published.

        One that is appealed and not decided on yet does not count.
        """
        return SQL(
            "SELECT %s FROM service_inspection i LEFT JOIN helpdesk_ticket t ON t.id = i.ticket_id"
            " WHERE i.turn = 1 AND i.state IN ('published', 'decided') AND i.published_at IS NOT NULL",
            self._fact(
                res_id=SQL("i.id"),
                at=SQL("i.published_at"),
                company_id=SQL("i.company_id"),
                team_id=SQL("i.team_id"),
                user_id=SQL("i.agent_id"),
                category_id=SQL("t.category_id"),
                channel_id=SQL("i.channel_id"),
                priority=SQL("t.priority"),
                numerator=SQL("i.final_score / 100"),
                denominator=SQL("1"),
                label=SQL("COALESCE(t.number || ' ' || t.name, '#' || i.id)"),
            ),
        )

    @api.model
    def _facts_process(self, kpi):
        """Required steps of closed cases, counted when the case was closed: done, and in their turn."""
        return SQL(
            "SELECT %s FROM service_case_step c JOIN helpdesk_ticket t ON t.id = c.ticket_id"
            " JOIN helpdesk_ticket_stage g ON g.id = t.stage_id AND g.closed"
            " WHERE c.required AND t.closed_date IS NOT NULL AND t.active AND t.duplicate_id IS NULL",
            self._fact(
                **self._ticket_columns() | {"res_id": SQL("c.id")},
                at=SQL("t.closed_date"),
                numerator=SQL("CASE WHEN c.state = 'done' AND c.reordered IS NOT TRUE THEN 1 ELSE 0 END"),
                denominator=SQL("1"),
            ),
        )

    @api.model
    def _facts_knowledge(self, kpi):
        """Closed cases that were answered with an article, or became one."""
        return self._facts_ticket(
            SQL(
                "CASE WHEN EXISTS (SELECT FROM service_article_use u WHERE u.ticket_id = t.id AND u.kind = 'answer')"
                " OR EXISTS (SELECT FROM service_article a WHERE a.ticket_id = t.id) THEN 1 ELSE 0 END"
            )
        )
