import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from .service_incident import OPEN_STATES
from .service_incident_type import SEVERITIES

_logger = logging.getLogger(__name__)


class ServiceIncidentRule(models.Model):
    """So many of the same within so many minutes are an incident.

    Cases are counted by what they have in common and are linked to the
    incident, later ones too; other records, such as missed promises, are
    counted only. Counting reads the last minutes through an index, in a
    scheduled action that a new case wakes, so that no case waits for it.
    """

    _name = "service.incident.rule"
    _description = "Incident Rule"
    _inherit = ["service.cached.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    _UNCACHED_FIELDS = frozenset({"failure"})

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    # What is counted
    watches = fields.Selection([("cases", "Cases"), ("records", "Other records")], required=True, default="cases")
    count = fields.Integer(string="At Least", required=True, default=5)
    minutes = fields.Integer(string="Within (min)", required=True, default=60)
    same = fields.Selection(
        [
            ("none", "All together"),
            ("category_id", "Same category"),
            ("product_id", "Same product"),
            ("team_id", "Same team"),
            ("channel_id", "Same channel"),
            ("cause_id", "Same cause"),
        ],
        string="Counted by",
        required=True,
        default="category_id",
    )
    model_id = fields.Many2one(
        "ir.model", string="Records", ondelete="cascade", domain=[("transient", "=", False), ("abstract", "=", False)]
    )
    date_field_id = fields.Many2one(
        "ir.model.fields",
        string="Moment",
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', '=', 'datetime'), ('store', '=', True)]",
    )
    model_name = fields.Char(compute="_compute_model_name")
    domain = fields.Char(string="Condition", default="[]")
    # What is opened
    type_id = fields.Many2one("service.incident.type", required=True, ondelete="restrict")
    severity = fields.Selection(SEVERITIES, required=True, default="2")
    post_id = fields.Many2one(
        "service.duty.post", string="Duty Post in Charge", check_company=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Where nobody holds the duty post.",
    )
    failure = fields.Text(readonly=True, help="Why the rule could not be carried out.")
    incident_ids = fields.One2many("service.incident", "rule_id", string="Incidents")
    incident_count = fields.Integer(compute="_compute_incident_count")

    _count_positive = models.Constraint("CHECK(count > 1)", "One of something is no rule: at least two.")
    _minutes_positive = models.Constraint(
        "CHECK(minutes BETWEEN 1 AND 10080)", "The time lies between a minute and a week."
    )

    @api.depends("watches", "model_id")
    def _compute_model_name(self):
        for rule in self:
            rule.model_name = {"cases": "helpdesk.ticket", "records": rule.model_id.model}.get(rule.watches)

    def _compute_incident_count(self):
        counts = dict(self.env["service.incident"]._read_group([("rule_id", "in", self.ids)], ["rule_id"], ["__count"]))
        for rule in self:
            rule.incident_count = counts.get(rule, 0)

    @api.constrains("watches", "model_id", "date_field_id", "domain")
    def _check_complete(self):
        for rule in self.filtered(lambda rule: rule.watches in ("cases", "records")):
            if rule.watches == "records" and not (rule.model_id and rule.date_field_id):
                raise ValidationError(self.env._("%(rule)s: say which records, and by which moment.", rule=rule.name))
            try:
                rule._get_domain().validate(self.env[rule.model_name])
            except Exception as error:
                raise ValidationError(
                    self.env._("%(rule)s: the condition is not valid: %(error)s", rule=rule.name, error=error)
                ) from error

    def action_view_incidents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_incident_action")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}

    # Watching

    @api.model
    @tools.ormcache()
    def _is_watching(self):
        return bool(self.sudo().search_count([("watches", "=", "cases")], limit=1))

    @api.model
    def _wake(self):
        """A case came: look soon, not now."""
        if self._is_watching():
            self.env.ref("service_quality.ir_cron_detect_incidents").sudo()._trigger()

    @api.model
    def _cron_detect(self):
        """Ask every rule. One that fails says so and stops no other."""
        for rule in self.search([("active", "=", True)]):
            try:
                with self.env.cr.savepoint():
                    rule._detect(fields.Datetime.now())
                failure = False
            except OperationalError:
                raise
            except Exception as error:
                _logger.info("Incident rule %s failed", rule.id, exc_info=True)
                self.env.invalidate_all(flush=False)
                failure = str(error)
            if (rule.failure or False) != failure:
                rule.failure = failure
            self.env["ir.cron"]._commit_progress(1)

    def _get_domain(self):
        return Domain(safe_eval(self.domain or "[]", {"uid": self.env.uid}))

    def _detect(self, now):
        """Open an incident for what is too much; how that is found out is said by ``_detect_<watches>``."""
        self.ensure_one()
        getattr(self, f"_detect_{self.watches}")(now)

    def _detect_records(self, now):
        found = self._count_records(now - timedelta(minutes=self.minutes), now)
        if found >= self.count and "all" not in self._get_open():
            self._open("all", self.name)

    def _detect_cases(self, now):
        """Further cases are linked to the incident that is open."""
        since = now - timedelta(minutes=self.minutes)
        opened = self._get_open()
        for value, tickets in self._group_cases(since):
            key = str(value.id) if value else "all"
            if key in opened:
                tickets.write({"incident_id": opened[key].id})
            elif len(tickets) >= self.count:
                what = f"{self.name}: {value.display_name}" if value else self.name
                self._open(key, what, tickets)

    def _count_records(self, since, now):
        """How many there are, counted no further than needed."""
        records, moment = self.env[self.model_name], self.date_field_id.name
        domain = self._get_domain() & Domain(moment, ">=", since) & Domain(moment, "<=", now)
        if "company_id" in records._fields:
            domain &= Domain("company_id", "in", [self.company_id.id, False])
        return records.search_count(domain, limit=self.count)

    def _group_cases(self, since):
        """``[(record or None, cases)]`` of the last minutes that belong to no incident yet."""
        tickets = self.env["helpdesk.ticket"]
        domain = (
            self._get_domain()
            & Domain("create_date", ">=", since)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("incident_id", "=", False)
        )
        if self.same == "none":
            found = tickets.search(domain)
            return [(None, found)] if found else []
        return tickets._read_group(domain & Domain(self.same, "!=", False), [self.same], ["id:recordset"])

    def _get_open(self):
        """``{key: incident}`` of those that this rule opened and that are not over."""
        incidents = self.env["service.incident"].search([("rule_id", "=", self.id), ("state", "in", OPEN_STATES)])
        return {incident.rule_key: incident for incident in incidents}

    def _open(self, key, name, tickets=None, reason=None):
        """An incident for what the rule has found.

        :param key: what the rule tells its incidents apart by
        :param tickets: the cases that belong to it
        :param reason: the first words of its description, where it is not the count
        """
        tickets = tickets or self.env["helpdesk.ticket"]
        user = self.post_id._get_on_duty(fields.Datetime.now())[:1] if self.post_id else self.env["res.users"]
        incident = (
            self.env["service.incident"]
            .sudo()
            .create(
                {
                    "name": name,
                    "type_id": self.type_id.id,
                    "severity": self.severity,
                    "user_id": (user or self.post_id.user_id or self.user_id).id,
                    "company_id": self.company_id.id,
                    "team_id": tickets.team_id[:1].id,
                    "rule_id": self.id,
                    "rule_key": key,
                    "description": reason
                    or self.env._(
                        "Found by the rule “%(rule)s”: at least %(count)s within %(minutes)s minutes.",
                        rule=self.name,
                        count=self.count,
                        minutes=self.minutes,
                    ),
                }
            )
        )
        if tickets:
            tickets.write({"incident_id": incident.id})
        return incident
