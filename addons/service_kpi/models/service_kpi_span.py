from datetime import timedelta

from odoo import api, models

_DAY = timedelta(days=1)
_SUMMED = ("numerator", "denominator", "n", "asked", "expected", "peer")


class ServiceKpiMeasure(models.Model):
    """Figures of any run of days, judged as those of a period are, without storing them."""

    _inherit = "service.kpi.measure"

    @api.model
    def _judge_span(self, kpi, company, kind, start, end):
        """``{(kind of subject, id or None for the company): row}`` of the days [start, end], both ends included.

        :param kind: the length of period whose targets hold
        :return: rows as :meth:`_judge` completes them: value, target, score (None: none), state, n …
        """
        sums = {}
        for row in self._count_facts(kpi, company, "month", start, end + _DAY):
            known = sums.setdefault(
                (row["subject_kind"], row["subject"]), {**row, "period": start, **dict.fromkeys(_SUMMED)}
            )
            for name in _SUMMED:
                if row[name] is not None:
                    known[name] = (known[name] or 0) + row[name]
        self._judge(kpi, company, kind, list(sums.values()), end + _DAY)
        return sums
