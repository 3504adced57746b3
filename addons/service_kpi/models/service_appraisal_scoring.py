from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.grading import rank
from ..engine.scoring import Linear, round_score
from ..engine.weights import percentages, share_out, weighted_score
from .service_appraisal_template import ANONYMOUS

_STARS = Linear(1, 5)


def role_scores(sums, weights, anonymous_min):
    """What may be shown and counted of the answers to one item.

    :param sums: ``{role: (sum of stars, number of answers)}``
    :param weights: ``{role: weight}``
    :param anonymous_min: the least number of answers of peers or subordinates; fewer are joined as ``others``, and
        left out where even these are too few
    :return: ``({role: (points, number)}, {role: weight})``
    """
    few = [role for role in ANONYMOUS if role in sums and sums[role][1] < anonymous_min]
    shown = {role: values for role, values in sums.items() if role not in few}
    weights = dict(weights)
    if few:
        # Joined with a role that is shown on its own, the few could be told by subtraction
        total, count = (sum(sums[role][index] for role in few) for index in (0, 1))
        if count >= anonymous_min:
            shown["others"] = (total, count)
            weights["others"] = sum(weights[role] for role in few)
    points = {role: (_STARS.score(total / count), count) for role, (total, count) in shown.items()}
    return points, {role: weights[role] for role in points}


class ServiceAppraisal(models.Model):
    """From answers and figures to points, score, grade and rank."""

    _inherit = "service.appraisal"

    def _get_score_so_far(self):
        """The score from the indicators alone, as measured up to now; None without any."""
        lines = self._get_lines_so_far()
        live = lines._get_live_measures()
        measures = {line: line.measure_id or live.get(line) for line in lines}
        found = self.env["service.kpi.measure"].sudo().union(*filter(None, measures.values()))
        rows = {row["id"]: row["score"] for row in found._read_empties()}
        scores = {}
        for line, measure in measures.items():
            score = rows.get(measure.id) if measure else None
            scores[line.id] = None if score is None else round_score(score)
        return weighted_score({line.id: Decimal(repr(line.weight)) for line in lines}, scores)

    def _get_lines_so_far(self):
        """The lines that count before the end of the collection."""
        return self.line_ids.filtered(lambda line: line.kind == "indicator")

    def _score(self):
        """Points, score, grade and rank of all forms of a cycle, once the collection is over."""
        for cycle, members in self.grouped("cycle_id").items():
            lines = members.line_ids
            points = {
                **lines._get_indicator_points(),
                **lines._get_rated_points(cycle),
                **lines._get_earlier_points(cycle),
            }
            for appraisal in members:
                appraisal._store_points(points)
            members._store_comments()
            members._store_presence(cycle)
            members._store_ranks()

    def _store_points(self, points):
        """Share out the weights and store points, score and grade.

        :param points: ``{line: Decimal or None}``
        """
        weights = {line.id: Decimal(repr(line.weight)) for line in self.line_ids}
        scores = {line.id: points.get(line) for line in self.line_ids}
        printed = percentages(share_out(weights, [key for key, score in scores.items() if score is not None]))
        for line in self.line_ids:
            score = scores[line.id]
            line.write(
                {
                    "judged": score is not None,
                    "score": float(score or 0),
                    "shared_weight": float(printed[line.id]),
                }
            )
        total = weighted_score(weights, scores)
        grade = self.template_id.scale_id._get_grade(total) if total is not None else self.env["service.grade"]
        self.write(
            {
                "judged": total is not None,
                "score": float(total or 0),
                "computed_grade_id": grade.id,
                "grade_id": grade.id,
            }
        )

    def _store_comments(self):
        """What reviewers wrote, by role; of anonymous roles only where enough have answered."""
        answers = self.env["service.appraisal.answer"].search(
            [("line_id.appraisal_id", "in", self.ids), ("comment", "!=", False)]
        )
        labels = dict(answers._fields["role"]._description_selection(self.env))
        counts = self._count_raters()
        for appraisal, given in answers.grouped(lambda answer: answer.line_id.appraisal_id).items():
            template, texts = appraisal.template_id, []
            leasts = {**dict.fromkeys(ANONYMOUS, template.anonymous_min), "customer": template.customer_min}
            for role, members in given.grouped("role").items():
                if counts.get((appraisal, role), 0) < leasts.get(role, 0):
                    continue
                # By alphabet: the order in which they came would tell
                lines = sorted(f"– {answer.line_id.name}: {answer.comment}" for answer in members)
                texts.append("\n".join([labels[role], *lines]))
            appraisal.comments = "\n\n".join(sorted(texts))

    def _count_raters(self):
        """``{(appraisal, role): reviewers who answered}``."""
        rows = self.env["service.appraisal.feedback"]._read_group(
            [("appraisal_id", "in", self.ids), ("submitted", "=", True)], ["appraisal_id", "role"], ["__count"]
        )
        invited = self.env["service.appraisal.invitation"]._read_group(
            [("appraisal_id", "in", self.ids), ("submitted", "=", True)], ["appraisal_id"], ["__count"]
        )
        return {(appraisal, role): count for appraisal, role, count in rows} | {
            (appraisal, "customer"): count for appraisal, count in invited
        }

    def _store_presence(self, cycle):
        """The share of the period's working days on which the person was there: leaves and late joiners count."""
        until = min(cycle.date_end, fields.Date.context_today(self))
        arguments = (self.employee_id, cycle.company_id, cycle.date_start, fields.Date.add(until, days=1))
        get_days = self.env["service.kpi.measure"]._get_work_days
        present, planned = get_days(*arguments), get_days(*arguments, compute_leaves=False)
        joined = self._get_joined()
        length = (until - cycle.date_start).days + 1
        for appraisal in self:
            employee = appraisal.employee_id
            share = present.get(employee.id, 0) / planned[employee.id] if planned.get(employee.id) else 0.0
            start = joined.get(employee) or cycle.date_start
            if start > cycle.date_start:
                share *= max((until - start).days + 1, 0) / length
            appraisal.presence = min(share, 1.0)

    def _get_joined(self):
        """The first day under contract, of those who have one: ``{employee: date}``."""
        rows = self.env["hr.version"]._read_group(
            [("employee_id", "in", self.employee_id.ids), ("contract_date_start", "!=", False)],
            ["employee_id"],
            ["contract_date_start:min"],
        )
        return dict(rows)

    def _store_ranks(self):
        """Ranks within the cycle among the same template: by score; equal scores share a rank, the next is the
        following number."""
        for template, members in self.grouped("template_id").items():
            ranked = members.filtered(lambda a, least=template.min_presence: a.judged and a.presence * 100 >= least)
            ranks = rank({appraisal.id: (round_score(appraisal.score),) for appraisal in ranked})
            for appraisal in members:
                appraisal.write({"rank": ranks.get(appraisal.id, 0), "rank_of": len(ranked)})


class ServiceAppraisalLine(models.Model):
    _inherit = "service.appraisal.line"

    def _get_indicator_points(self):
        """The scores of the indicators in the period, None where there is not enough data."""
        lines = self.filtered(lambda line: line.kind == "indicator")
        live = lines._get_live_measures()
        measures = self.env["service.kpi.measure"].union(*live.values())
        scores = {row["id"]: row["score"] for row in measures._read_empties()}
        points = {}
        for line, measure in live.items():
            line.measure_id = measure
            score = scores[measure.id]
            points[line] = None if score is None else round_score(score)
        return points

    def _get_rated_points(self, cycle):
        """The weighted means over the roles; what is shown of them is stored with the line."""
        lines = self.filtered(lambda line: line.kind == "rated")
        lines.role_score_ids.unlink()
        sums = self.env["service.appraisal.answer"]._get_sums(lines)
        customers = lines.filtered("by_customer")._get_customer_stars(cycle)
        points, rows = {}, []
        for line in lines:
            template = line.appraisal_id.template_id
            answers = self._join_customers(template, sums[line], customers.get(line))
            shown, weights = role_scores(answers, template._get_role_weights(), template.anonymous_min)
            rows += [
                {"line_id": line.id, "role": role, "score": float(score), "n": count}
                for role, (score, count) in shown.items()
            ]
            points[line] = weighted_score(weights, {role: score for role, (score, _count) in shown.items()})
        self.env["service.appraisal.role.score"].create(rows)
        return points

    @api.model
    def _join_customers(self, template, answers, stars):
        """The answers by role, with those of invited customers and the stars of cases as one role, where enough.

        :param answers: ``{role: (sum of stars, number)}`` of the reviewers
        :param stars: ``(sum of stars, number)`` from the cases of the period, or None
        """
        invited, cases = answers.get("customer", (0, 0)), stars or (0, 0)
        joined = {role: given for role, given in answers.items() if role != "customer"}
        count = invited[1] + cases[1]
        if count >= template.customer_min:
            joined["customer"] = (invited[0] + cases[0], count)
        return joined

    def _get_customer_stars(self, cycle):
        """What customers gave to cases of the period: ``{line: (sum of stars, number)}``."""
        if not self:
            return {}
        kpi = self.env["service.kpi"].new({"source": "rating"})
        rows = self.env["service.kpi.measure"]._count_range(kpi, cycle.company_id, cycle.date_start, cycle.date_end)
        stars = {row["subject"]: row for row in rows if row["subject_kind"] == "employee"}
        found = {}
        for line in self:
            row = stars.get(line.appraisal_id.employee_id.id)
            if row and row["n"]:
                # Odoo's stars begin at 0 only for "not rated": one star is the least
                found[line] = (max(row["numerator"], row["n"]), row["n"])
        return found

    def _get_earlier_points(self, cycle):
        """The mean score of the person's closed appraisals that lie within the period."""
        lines = self.filtered(lambda line: line.kind == "earlier")
        if not lines:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT employee_id, AVG(score::numeric) FROM service_appraisal"
                " WHERE employee_id IN %s AND cycle_id != %s AND state = 'closed' AND judged"
                " AND date_start >= %s AND date_end <= %s GROUP BY employee_id",
                tuple(lines.appraisal_id.employee_id.ids),
                cycle.id,
                cycle.date_start,
                cycle.date_end,
            )
        )
        means = {employee: round_score(mean) for employee, mean in rows}
        return {line: means.get(line.appraisal_id.employee_id.id) for line in lines}
