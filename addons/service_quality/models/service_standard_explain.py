from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import format_list

from ..engine.clock import Terms, open_state
from ..engine.matching import decided_by, match, obstacle
from ..engine.moment import from_epoch, to_epoch
from .service_standard_target import METRICS


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a standard says of a metric of a case: ``rank`` is wins, refuses, loses or unfit; ``reason`` in words.

    ``due`` is the due moment of a clock started at the moment asked for, naive UTC, where the standard wins.
    """

    standard: models.Model
    target: models.Model
    rank: str
    reason: str
    due: object = None


class ServiceStandard(models.Model):
    """Which standard a case gets, and why."""

    _inherit = "service.standard"

    @api.model
    def _explain(self, record, at, calendar):
        """The verdicts on every metric of such records that some standard speaks of: ``{metric: [Verdict]}``.

        The winner comes first.


        :param record: a record of a model with ``service.clock.mixin``, which need not be saved
        :param at: naive UTC datetime
        :param calendar: the working hours of who handles the record
        """
        scopes, moment = self._get_scopes(), to_epoch(at)
        case = record._clock_case() | {"domain": self._match_conditions(record, scopes).get(record.id, frozenset())}
        found = match(case, scopes, moment)
        unfit = [
            (scope, cause) for scope in scopes if (cause := obstacle(case, scope, moment)) and scope.holds_at(moment)
        ]
        metrics = [metric for metric, _label in METRICS if metric in record._clock_metrics]
        verdicts = {metric: self._rank(metric, found, unfit, at, calendar) for metric in metrics}
        return {metric: rows for metric, rows in verdicts.items() if rows}

    @api.model
    def _rank(self, metric, found, unfit, at, calendar):
        rows, winner = [], None
        for candidate in found:
            standard = self.sudo().browse(candidate.scope.id)
            target = standard.target_ids.filtered(lambda target: target.metric == metric)
            if winner is None and (target or standard.not_covered):
                winner = candidate
                rows.append(standard._get_winning_verdict(candidate, target, at, calendar))
            elif target:
                reason = self._word_defeat(winner, candidate)
                rows.append(Verdict(standard, target, "loses", reason))
        for scope, cause in unfit:
            standard = self.sudo().browse(scope.id)
            if target := standard.target_ids.filtered(lambda target: target.metric == metric):
                rows.append(Verdict(standard, target, "unfit", self._word_obstacle(cause)))
        return rows

    def _get_winning_verdict(self, found, target, at, calendar):
        reason = self._word_fit(found)
        if not target or target.time_basis == "none":
            return Verdict(self, target, "refuses", reason)
        hours = self.env["service.clock"]._get_calendar(target, calendar)
        terms = Terms(start=to_epoch(at), limit=target._get_limit_seconds(hours, at))
        due = from_epoch(open_state(terms, self.env["service.clock"]._get_table(hours.id)).due)
        return Verdict(self, target, "wins" if due else "broken", reason, due)

    @api.model
    def _match_refusals(self, records, at):
        """What standards keep from being promised to each record, in words: ``{record id: text}``."""
        scopes, moment = self._get_scopes(), to_epoch(at)
        conditions = self._match_conditions(records, scopes)
        result = {}
        for record in records:
            case = record._clock_case() | {"domain": conditions.get(record.id, frozenset())}
            result[record.id] = "\n".join(self._word_refusals(match(case, scopes, moment)))
        return result

    @api.model
    def _word_refusals(self, found):
        labels = dict(self.target_ids._fields["metric"]._description_selection(self.env))
        open_metrics = dict(labels)
        for candidate in found:
            standard = self.sudo().browse(candidate.scope.id)
            targets = {target.metric: target for target in standard.target_ids}
            refused = [m for m in open_metrics if m in targets and targets[m].time_basis == "none"]
            if standard.not_covered:
                refused += [m for m in open_metrics if m not in targets]
            # A metric that nobody else would promise either is no news
            refused = [m for m in refused if m in targets or self._is_promised_below(m, found, candidate)]
            if refused:
                yield self.env._(
                    "Not covered: %(metrics)s (%(standard)s: %(scope)s)",
                    metrics=format_list(self.env, [labels[m] for m in refused]),
                    standard=standard.display_name,
                    scope=standard.scope_summary,
                )
            if standard.not_covered:
                return
            open_metrics = {m: label for m, label in open_metrics.items() if m not in targets}

    @api.model
    def _is_promised_below(self, metric, found, candidate):
        below = self.sudo().browse(other.scope.id for other in found[found.index(candidate) + 1 :])
        return any(target.metric == metric and target.time_basis != "none" for target in below.target_ids)

    # Words

    def _get_axis_labels(self):
        names = {
            "customer": "partner_ids",
            "product": "product_categ_ids",
            "category": "category_ids",
            "team": "team_ids",
            "kind": "kind",
            "channel": "channel_ids",
            "priority": "priority",
            "tag": "tag_ids",
            "tier": "tier_ids",
            "medium": "medium",
            "company": "company_id",
        }
        fields_ = {axis: self._fields[name] for axis, name in names.items() if name in self._fields}
        return {
            **{axis: field._description_string(self.env) for axis, field in fields_.items()},
            "domain": self.env._("condition"),
        }

    @api.model
    def _word_fit(self, found):
        labels = self._get_axis_labels()
        axes = [labels.get(axis, axis) for axis in found.axes]
        if not axes:
            return self.env._("It holds for every case.")
        return self.env._("It fits by: %(criteria)s.", criteria=format_list(self.env, axes))

    @api.model
    def _word_defeat(self, winner, loser):
        cause = decided_by(winner, loser)
        standard = self.sudo().browse(winner.scope.id).display_name
        if cause == "sequence":
            return self.env._(
                "It is as specific as %(standard)s, which comes first by its sequence.", standard=standard
            )
        if cause == "id":
            return self.env._("It is as specific as %(standard)s, which is older.", standard=standard)
        label = self._get_axis_labels().get(cause, cause)
        return self.env._("%(standard)s is more specific: %(criterion)s.", standard=standard, criterion=label)

    @api.model
    def _word_obstacle(self, cause):
        return self.env._(
            "It does not hold for this case: %(criterion)s.", criterion=self._get_axis_labels().get(cause, cause)
        )

    # Customers

    @api.model
    def _get_published(self, partner, company):
        """What a customer may read of the standards in force: dicts of words, nothing that tells how cases are judged.

        A standard that names customers or tiers is shown to these alone.
        """
        standards = self.sudo().search(
            [
                ("published", "=", True),
                ("state", "in", ("in_force", "approved")),
                ("company_id", "in", (False, company.id)),
            ]
        )
        now = fields.Datetime.now()
        own = partner.sudo()._get_customers_above()
        return [
            standard._describe_to_customer()
            for standard in standards
            if standard._get_scope().holds_at(to_epoch(now))
            and (standard.state == "in_force" or standard.valid_from)
            and (not standard.partner_ids or standard.partner_ids & own)
            and (not standard.tier_ids or standard.tier_ids & own.commercial_partner_id.service_tier_id)
        ]

    def _describe_to_customer(self):
        labels = dict(self.target_ids._fields["metric"]._description_selection(self.env))
        return {
            "name": self.name,
            "text": self.summary or "",
            "promises": [
                {"metric": labels[target.metric], "limit": target._get_limit_words()}
                for target in self.target_ids
                if target.time_basis != "none"
            ],
            "since": self.valid_from,
        }
