import json
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..engine import chain
from ..engine.scoring import round_score
from ..engine.weights import weighted_score

# What the check compares with the rows
_RESULTS = "lines judged score computed_grade grade rank presence moves answer adjustments".split()


class ServiceAppraisalCycle(models.Model):
    """The proof of a closed cycle."""

    _inherit = "service.appraisal.cycle"

    def _freeze(self):
        """Keep of each form everything that its result follows from, as links of one chain."""
        self.ensure_one()
        previous = chain.START
        for number, appraisal in enumerate(self.appraisal_ids.sorted("id"), start=1):
            content = chain.canonical(appraisal._get_snapshot())
            own = chain.link(previous, content)
            appraisal.write(
                {"link_number": number, "previous_hash": previous, "snapshot": content, "content_hash": own}
            )
            previous = own
        self.chain_head = previous

    def _find_changes(self):
        """What is wrong with a closed cycle, in words; nothing if all is as it was closed."""
        self.ensure_one()
        if self.state != "closed":
            return [self.env._("%s is not closed yet.", self.display_name)]
        forms = self.appraisal_ids.sorted("link_number")
        links = [(form.previous_hash or "", form.snapshot or "", form.content_hash or "") for form in forms]
        findings = []
        broken = chain.first_broken(links, self.chain_head)
        if broken is not None:
            place = forms[broken].display_name if broken < len(forms) else self.env._("the end")
            findings.append(self.env._("The chain is broken at %s.", place))
        for form in forms:
            findings += form._find_differences()
        return findings


class ServiceAppraisal(models.Model):
    _inherit = "service.appraisal"

    # A closed form changes by adjustments alone; a grade moved without one is found by the check
    _OPEN_FIELDS = frozenset({"grade_id"})

    def write(self, vals):
        if self.filtered("snapshot") and not self._OPEN_FIELDS.issuperset(vals):
            raise UserError(self.env._("The cycle is closed: adjust the grade with a reason instead."))
        return super().write(vals)

    def _get_snapshot(self):
        """Inputs, weights and results, with the names they had."""
        return {
            "employee": [self.employee_id.id, self.employee_id.name],
            "template": [self.template_id.id, self.template_id.name],
            "job": [self.job_id.id, self.job_id.name or ""],
            "department": [self.department_id.id, self.department_id.name or ""],
            "superior": [self.manager_id.id, self.manager_id.name or ""],
            "period": [str(self.cycle_id.date_start), str(self.cycle_id.date_end)],
            "lines": [line._get_snapshot() for line in self.line_ids.sorted(lambda line: (line.sequence, line.id))],
            "grades": [[repr(low), grade] for low, grade in self._get_bounds()],
            "judged": self.judged,
            "score": f"{self.score:.2f}",
            "computed_grade": self.computed_grade_id.id,
            "grade": self.grade_id.id,
            "rank": [self.rank, self.rank_of],
            "presence": f"{self.presence:.4f}",
            "moves": [move._get_snapshot() for move in self._get_moves()],
            "answer": [self.answer, self.answer_reason or "", self.appeal_state or "", self.outcome_reason or ""],
            "adjustments": [adjustment._get_snapshot() for adjustment in self.adjustment_ids.sorted("id")],
        }

    def _get_bounds(self):
        return [(grade.lower, grade.id) for grade in self.template_id.scale_id.grade_ids.sorted("lower")]

    def _get_moves(self):
        return self.env["service.calibration.move"].search([("appraisal_id", "=", self.id)], order="id")

    def _find_differences(self):
        """Where stored rows differ from the snapshot, or the score does not follow from its lines."""
        if not self.snapshot:
            return [self.env._("%s has no snapshot.", self.display_name)]
        kept = json.loads(self.snapshot)
        findings = []
        if not self._follows(kept):
            findings.append(self.env._("%s: the score does not follow from its lines.", self.display_name))
        now = json.loads(chain.canonical(self._get_stored_results()))
        changed = sorted(name for name, value in now.items() if kept[name] != value)
        if changed:
            findings.append(
                self.env._(
                    "%(form)s: changed since the close: %(fields)s.", form=self.display_name, fields=", ".join(changed)
                )
            )
        return findings

    def _get_stored_results(self):
        """What must still be in the database as it was: lines and results, but not names, which may change."""
        snapshot = self._get_snapshot()
        later = self.adjustment_ids.filtered("after_close").sorted("id")
        if later and later[-1].new_grade_id == self.grade_id:
            snapshot["grade"] = later[0].old_grade_id.id
            snapshot["adjustments"] = [
                row._get_snapshot() for row in self.adjustment_ids.sorted("id") if not row.after_close
            ]
        return {name: snapshot[name] for name in _RESULTS}

    @staticmethod
    def _follows(kept):
        """Whether the score and the grade can be computed again from a snapshot."""
        weights = {index: Decimal(line["weight"]) for index, line in enumerate(kept["lines"])}
        scores = {index: Decimal(line["score"]) if line["judged"] else None for index, line in enumerate(kept["lines"])}
        total = weighted_score(weights, scores)
        if total is None:
            return not kept["judged"]
        reached = [grade for low, grade in kept["grades"] if round_score(total) >= Decimal(low)]
        return str(total) == kept["score"] and kept["computed_grade"] == reached[-1]


class ServiceAppraisalLine(models.Model):
    _inherit = "service.appraisal.line"

    def _get_snapshot(self):
        measure = self.measure_id
        # In one language, whoever closes or checks
        texts = self.with_context(lang=None)
        return {
            "section": texts.section,
            "name": texts.name,
            "kind": self.kind,
            "weight": repr(self.weight),
            "judged": self.judged,
            "score": f"{self.score:.2f}",
            "roles": sorted([row.role, f"{row.score:.2f}", row.n] for row in self.role_score_ids),
            "figure": {
                "id": measure.id,
                "version": measure.kpi_id.id,
                "value": repr(measure.value),
                "numerator": repr(measure.numerator),
                "denominator": repr(measure.denominator),
                "n": measure.n,
                "target": repr(measure.target),
            }
            if measure
            else None,
        }
