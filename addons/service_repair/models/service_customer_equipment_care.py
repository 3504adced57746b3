from dataclasses import asdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.care import Facts, Weights, rate

_DAYS = 365


class ServiceCustomerEquipment(models.Model):
    """The care score: how well the customer keeps it, and why."""

    _inherit = "service.customer.equipment"

    care_rated = fields.Boolean(string="Judged", readonly=True, copy=False, help="There is something to judge by.")
    care_score = fields.Integer(
        readonly=True, copy=False, aggregator="avg", help="0 to 100, of the last year; see the explanation."
    )
    care_facts = fields.Json(readonly=True, copy=False, help="The counts and points of which the score follows.")
    care_on = fields.Date(string="Judged on", readonly=True, copy=False)
    care_explanation = fields.Text(string="How the Score Comes About", compute="_compute_care_explanation")
    reward_ids = fields.One2many("service.equipment.reward", "equipment_id", string="Rewards", groups="base.group_user")
    rewarded_on = fields.Date(
        string="Last Reward",
        compute="_compute_rewarded_on",
        store=True,
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends("care_facts")
    @api.depends_context("lang")
    def _compute_care_explanation(self):
        for row in self:
            row.care_explanation = "\n".join(row._explain_care()) if row.care_facts else False

    def _explain_care(self):
        """A line per part of the score, in the reader's language."""
        facts = self.care_facts
        texts = {
            "maintenance": self.env._(
                "Maintenance done on time: %(on_time)s of %(due)s.", on_time=facts["on_time"], due=facts["due"]
            ),
            "misuse": self.env._(
                "Faults by misuse: %(misuse)s in %(repairs)s repairs; each costs half of these points.",
                misuse=facts["misuse"],
                repairs=facts["repairs"],
            ),
            "condition": self.env._(
                "Condition found: %(good)s × well kept, %(fair)s × average, %(poor)s × neglected.",
                good=facts["good"],
                fair=facts["fair"],
                poor=facts["poor"],
            ),
        }
        lines = [
            self.env._(
                "%(text)s %(points)s of %(weight)s points.",
                text=texts[part["key"]],
                points=f"{part['points']:g}",
                weight=part["weight"],
            )
            for part in facts["parts"]
        ]
        points, total = sum(p["points"] for p in facts["parts"]), sum(p["weight"] for p in facts["parts"])
        lines.append(
            self.env._(
                "Together %(points)s of %(total)s points: score %(score)s.",
                points=f"{points:g}",
                total=total,
                score=self.care_score,
            )
        )
        return lines

    @api.depends("reward_ids.given_on")
    def _compute_rewarded_on(self):
        for row in self:
            row.rewarded_on = max(row.reward_ids.mapped("given_on"), default=False)

    # Judging

    def action_rate_care(self):
        self.check_access("write")
        self._rate_care()

    @api.model
    def _cron_rate_care(self):
        """Judge the installed base anew, in batches."""
        todo = self.search([("until", "=", False)]).ids
        size = 1000
        for start in range(0, len(todo), size):
            batch = self.browse(todo[start : start + size])
            batch._rate_care()
            self.env["ir.cron"]._commit_progress(len(batch), remaining=len(todo) - start - len(batch))

    def _rate_care(self):
        """Count the last year and store score and facts, in a constant number of queries."""
        today = fields.Date.context_today(self)
        counts = self._count_care(today)
        for company, rows in self.sudo().grouped("company_id").items():
            weights = Weights(
                company.service_care_maintenance, company.service_care_misuse, company.service_care_condition
            )
            for row in rows:
                facts = Facts(**counts.get(row.id, {}))
                score, parts = rate(facts, weights)
                row.write(
                    {
                        "care_rated": score is not None,
                        "care_score": score or 0,
                        "care_on": today,
                        "care_facts": score is not None
                        and {**asdict(facts), "parts": [asdict(part) for part in parts]},
                    }
                )

    def _count_care(self, today):
        """The facts of each: ``{id: values of Facts}``."""
        since = today - timedelta(days=_DAYS)
        counts = {}

        def add(row, name, number):
            facts = counts.setdefault(row.id, {})
            facts[name] = facts.get(name, 0) + number

        self._count_maintenance(since, today, add)
        orders = (
            Domain("customer_equipment_id", "in", self.ids)
            & Domain("state", "=", "done")
            & Domain("repaired_on", ">=", since)
        )
        repairs = self.env["repair.order"].sudo()
        for row, number in repairs._read_group(orders, ["customer_equipment_id"], ["__count"]):
            add(row, "repairs", number)
        misuse = orders & Domain("cause_id.excludes_warranty", "=", True)
        for row, number in repairs._read_group(misuse, ["customer_equipment_id"], ["__count"]):
            add(row, "misuse", number)
        maintenance = Domain("customer_equipment_id", "in", self.ids) & Domain("close_date", ">=", since)
        for model, domain in (("repair.order", orders), ("maintenance.request", maintenance)):
            for row, found, number in (
                self.env[model]
                .sudo()
                ._read_group(
                    domain & Domain("care_found", "!=", False), ["customer_equipment_id", "care_found"], ["__count"]
                )
            ):
                add(row, found, number)
        return counts

    def _count_maintenance(self, since, today, add):
        """Maintenance that fell due, and what of it was done within the company's days of grace.

        SQL, because the ORM compares no two columns.
        """
        if not self.ids:
            return
        self.env["maintenance.request"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.customer_equipment_id, count(*),
                       count(*) FILTER (WHERE r.close_date <= r.schedule_date::date + c.service_care_grace)
                  FROM maintenance_request r
                  JOIN res_company c ON c.id = r.company_id
                 WHERE r.customer_equipment_id IN %s
                   AND r.maintenance_type = 'preventive'
                   AND r.archive IS NOT TRUE
                   AND r.schedule_date::date + c.service_care_grace >= %s
                   AND (r.close_date IS NOT NULL OR r.schedule_date::date + c.service_care_grace < %s)
              GROUP BY r.customer_equipment_id
                """,
                tuple(self.ids),
                since,
                today,
            )
        )
        for equipment_id, due, on_time in rows:
            add(self.browse(equipment_id), "due", due)
            add(self.browse(equipment_id), "on_time", on_time)
