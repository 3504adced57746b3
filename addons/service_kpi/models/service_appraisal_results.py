from odoo import models
from odoo.exceptions import UserError


class ServiceAppraisalCycle(models.Model):
    """The results of a cycle on paper, as far as the reader may see them."""

    _inherit = "service.appraisal.cycle"

    def action_print(self):
        """The results as a PDF in the reader's language."""
        self._check_results()
        return self.env.ref("service_kpi.service_appraisal_cycle_report").report_action(self)

    def _check_results(self):
        if self.filtered(lambda cycle: cycle.state in ("draft", "collecting")):
            raise UserError(self.env._("Results exist from the end of the collection on."))

    def _get_results(self):
        """What is printed, from the forms that the user may read.

        :return: ``forms`` best first; ``judged``, those of them with a score; ``mean`` of the scores in points;
            ``scales`` as ``[(scale, [(grade, people, percent of the scale's people, share it should have)])]``;
            ``departments`` as ``[(department, people, people judged, mean in points)]``, best first;
            ``moves`` of the calibration and ``adjustments`` after the publication
        """
        self.ensure_one()
        self._check_results()
        forms = self._get_scorecards()
        judged = forms.filtered("judged")
        moves = self.env["service.calibration.move"]
        if moves.has_access("read"):
            moves = moves.search([("appraisal_id", "in", forms.ids)], order="id")
        return {
            "forms": forms,
            "judged": judged,
            "mean": _mean(judged),
            "scales": [
                (scale, self._count_grades(scale, members))
                for scale, members in judged.sudo().grouped(lambda form: form.template_id.scale_id).items()
            ],
            "departments": self._get_departments(forms),
            "moves": moves,
            "adjustments": forms.adjustment_ids.sorted("id"),
        }

    def _count_grades(self, scale, members):
        """``[(grade, people, percent, share it should have)]`` from the best grade down."""
        shares, count = scale._get_shares(), len(members)
        rows = []
        for grade in scale.grade_ids.sorted("lower", reverse=True):
            holders = len(members.filtered(lambda form, grade=grade: form.grade_id == grade))
            share = shares.get(grade.id)
            wanted = f"{share.minimum:g} – {share.maximum:g} %" if share else ""
            rows.append((grade, holders, 100 * holders / count, wanted))
        return rows

    def _get_departments(self, forms):
        rows = [
            (department, len(members), len(judged := members.filtered("judged")), _mean(judged))
            for department, members in forms.sudo().grouped("department_id").items()
        ]
        return sorted(rows, key=lambda row: (-row[3], row[0].complete_name or ""))


def _mean(forms):
    return sum(forms.mapped("score")) / len(forms) if forms else 0.0
