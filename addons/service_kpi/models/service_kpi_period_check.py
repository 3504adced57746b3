from odoo import api, models
from odoo.tools import SQL, float_compare

from ..engine import chain
from .service_kpi_period import _FACT, _FIGURE


class ServiceKpiPeriod(models.Model):
    """The proof of a closed period."""

    _inherit = "service.kpi.period"

    def _get_content(self):
        """What the hash of the period covers: every figure and every piece of evidence, as digests per indicator.

        Digests are made by the database, so that a million rows need not travel.
        """
        self.env.flush_all()
        figures = SQL(
            "SELECT root_id, %s FROM service_kpi_measure"
            " WHERE company_id = %s AND period_kind = %s AND date_start = %s GROUP BY root_id",
            _digest(_FIGURE),
            self.company_id.id,
            self.kind,
            self.date_start,
        )
        evidence = SQL(
            "SELECT root_id, %s FROM service_kpi_evidence WHERE period_id = %s GROUP BY root_id",
            _digest(_FACT),
            self.id,
        )
        return chain.canonical(
            {
                "company": self.company_id.id,
                "kind": self.kind,
                "start": str(self.date_start),
                "end": str(self.date_end),
                "figures": {str(root): digest for root, digest in self.env.execute_query(figures)},
                "evidence": {str(root): digest for root, digest in self.env.execute_query(evidence)},
            }
        )

    def _find_changes(self):
        """What is wrong with a closed period, in words; nothing if all is as it was closed."""
        self.ensure_one()
        if self.state != "closed":
            return [self.env._("%s is not closed yet.", self.display_name)]
        links = self.search([("company_id", "=", self.company_id.id), ("state", "=", "closed")], order="link_number")
        findings = []
        broken = chain.first_broken(
            ((link.previous_hash, link.content, link.content_hash) for link in links),
            self.company_id.sudo().service_kpi_chain_head or chain.START,
        )
        if broken is not None:
            place = links[broken].display_name if broken < len(links) else self.env._("the end")
            findings.append(self.env._("The chain is broken at %s.", place))
        if self._get_content() != self.content:
            findings.append(self.env._("%s: figures or evidence differ from what was closed.", self.display_name))
        if self.kind == "month":
            findings += self._count_again()
        return findings + self._find_loose_figures()

    @api.model
    def _keep_missing_heads(self):
        """Companies that have closed periods but keep no end of their chain: it is the last link there is."""
        for company in self.env["res.company"].sudo().search([("service_kpi_chain_head", "=", False)]):
            last = self.sudo().search(
                [("company_id", "=", company.id), ("state", "=", "closed")], order="link_number desc", limit=1
            )
            if last:
                company.service_kpi_chain_head = last.content_hash

    def _find_loose_figures(self):
        """Frozen figures whose period is not closed: it was deleted or opened behind our back."""
        closed = self._get_closed(self.company_id)
        frozen = self.env["service.kpi.measure"]._read_group(
            [("company_id", "=", self.company_id.id), ("frozen", "=", True)], ["period_kind", "date_start:day"]
        )
        loose = [start for kind, start in frozen if (kind, start) not in closed]
        return [self.env._("Frozen figures of %s belong to no closed period.", start) for start in loose]

    def _count_again(self, write=False):
        """Count the figures from the kept evidence.

        :param write: let the figures be what the evidence says (at the close), else report what differs
        """
        measures, findings = self.env["service.kpi.measure"], []
        for kpi in self._get_evidence_kpis():
            rows = self._count_evidence(kpi)
            if write:
                measures._judge(kpi, self.company_id, "month", rows)
                measures._store(kpi, self.company_id, "month", self.date_start, self.date_end, rows)
                continue
            kept = {
                (m.subject_kind, m[f"{m.subject_kind}_id"].id): m
                for m in measures.search([*self._get_measure_domain(), ("root_id", "=", kpi.root_id.id), ("n", ">", 0)])
            }
            for row in filter(lambda r: r["n"], rows):
                measure = kept.pop((row["subject_kind"], row["subject"] or self.company_id.id), None)
                if not measure or measure.n != row["n"] or not _same(measure.numerator, row["numerator"]):
                    name = measure.display_name if measure else kpi.display_name
                    findings.append(self.env._("%s does not follow from its evidence.", name))
            findings += [self.env._("%s has no evidence.", measure.display_name) for measure in kept.values()]
        return findings

    def _count_evidence(self, kpi):
        """Sums per subject from the evidence, as ``_count_facts`` makes them from the facts."""
        evidence = SQL(
            "SELECT *, answered::int AS n, 1 AS asked FROM service_kpi_evidence WHERE period_id = %s AND root_id = %s",
            self.id,
            kpi.root_id.id,
        )
        return self.env["service.kpi.measure"]._count_days("month", evidence)

    def _get_evidence_kpis(self):
        """The versions that the period was measured by."""
        if self.state == "closed":
            return self.env["service.kpi.measure"].search(self._get_measure_domain()).kpi_id
        return self._get_kpis()


def _digest(names):
    """A digest over rows that does not depend on their order in the table."""
    row = SQL(" || '|' || ").join(SQL("COALESCE(%s::text, '')", SQL.identifier(name)) for name in names.split())
    return SQL("encode(sha256(convert_to(string_agg(%s, E'\\n' ORDER BY %s), 'UTF8')), 'hex')", row, row)


def _same(one, other):
    return float_compare(one, other or 0.0, precision_digits=4) == 0
