import logging

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from ..engine.matching import Scope, match
from ..engine.moment import to_epoch
from .condition import check_condition

_logger = logging.getLogger(__name__)

CASE_KINDS = [
    ("inquiry", "Inquiry"),
    ("request", "Service request"),
    ("complaint", "Complaint"),
]


class ServiceStandard(models.Model):
    """What is promised to which cases.

    A standard names its cases by scope (company, team, category, channel,
    kind, priority, tags, customer, product, domain); an empty scope means every
    case. Per metric the most specific standard wins. Its life, from the draft to
    its retirement, is in :mod:`.service_standard_life`. A standard in force is
    not edited any more: its next version is, and each case keeps the version
    under which its clock started.
    """

    _name = "service.standard"
    _description = "Service Standard"
    _inherit = ["service.cached.mixin", "service.version.mixin", "mail.thread"]
    _order = "sequence, name, version desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    summary = fields.Text(translate=True, help="The promise in the customer's words.")
    published = fields.Boolean(
        copy=True,
        tracking=True,
        help="While in force, customers read this standard in the portal: its name, text and limits.",
    )
    sequence = fields.Integer(default=10, help="Decides between standards that are equally specific.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: the standard holds for every company.")
    calendar_id = fields.Many2one(
        "resource.calendar",
        check_company=True,
        ondelete="restrict",
        help="Working hours of the targets that name none of their own. Empty: those of the team, else of the company.",
    )
    # Version
    previous_id = fields.Many2one(
        "service.standard", string="Previous Version", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        selection_add=[("approved", "Approved"), ("in_force",)], ondelete={"approved": "set default"}
    )
    valid_from = fields.Datetime(
        copy=False, tracking=True, help="In the future: an approved standard takes effect then. Empty: always held."
    )
    valid_to = fields.Datetime(copy=False, tracking=True, help="Empty: holds until it is retired.")
    # Scope
    # A scope that lost a name would hold for every case: what is named stays, archived at most
    team_ids = fields.Many2many(
        "helpdesk.ticket.team", string="Teams", ondelete="restrict", help="Teams below them included."
    )
    category_ids = fields.Many2many(
        "helpdesk.ticket.category", string="Categories", ondelete="restrict", help="Categories below them included."
    )
    channel_ids = fields.Many2many("helpdesk.ticket.channel", string="Channels", ondelete="restrict")
    tag_ids = fields.Many2many("helpdesk.ticket.tag", string="Tags", ondelete="restrict", help="One of them is enough.")
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", ondelete="restrict", help="The contacts of a company included."
    )
    product_categ_ids = fields.Many2many(
        "product.category", string="Product Categories", ondelete="restrict", help="Categories below them included."
    )
    kind = fields.Selection(CASE_KINDS)
    priority = fields.Selection([("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High")])
    domain = fields.Char(help="Further condition on the ticket.")
    scope_summary = fields.Char(compute="_compute_scope_summary")
    # Promise
    not_covered = fields.Boolean(
        string="Nothing Else Is Covered",
        help="What this standard has no target for is not promised to its cases, by less specific standards neither.",
    )
    target_ids = fields.One2many("service.standard.target", "standard_id", string="Targets", copy=True)
    clock_count = fields.Integer(compute="_compute_clock_count")

    _valid_range = models.Constraint(
        "CHECK(valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to)", "A standard ends after it begins."
    )

    # What may change on a standard that cases are already judged by
    _OPEN_FIELDS = frozenset({"name", "summary", "sequence", "active", "valid_to", "published", "message_follower_ids"})
    _LIFE_FIELDS = frozenset(
        {"state", "version", "previous_id", "author_id", "approved_by_id", "approved_at", "message_main_attachment_id"}
    )

    @api.depends(
        "team_ids",
        "category_ids",
        "channel_ids",
        "kind",
        "priority",
        "tag_ids",
        "partner_ids",
        "product_categ_ids",
        "domain",
        "company_id",
    )
    @api.depends_context("lang")
    def _compute_scope_summary(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        priorities = dict(self._fields["priority"]._description_selection(self.env))
        for standard in self:
            parts = [
                *standard.company_id.mapped("display_name"),
                *standard.partner_ids.mapped("display_name"),
                *standard.product_categ_ids.mapped("display_name"),
                *standard.team_ids.mapped("display_name"),
                *standard.category_ids.mapped("display_name"),
                *standard.channel_ids.mapped("display_name"),
                *filter(None, [kinds.get(standard.kind)]),
                *([self.env._("priority %s", priorities[standard.priority])] if standard.priority else []),
                *standard.tag_ids.mapped("display_name"),
                *([self.env._("condition")] if standard.domain else []),
            ]
            standard.scope_summary = " · ".join(parts) or self.env._("Every case")

    def _compute_clock_count(self):
        counts = dict(
            self.env["service.clock"]._read_group([("standard_id", "in", self.ids)], ["standard_id"], ["__count"])
        )
        for standard in self:
            standard.clock_count = counts.get(standard, 0)

    @api.constrains("domain")
    def _check_domain(self):
        for standard in self.filtered("domain"):
            check_condition(standard, "helpdesk.ticket", standard._get_condition)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        standards = super().create(vals_list)
        standards._note_change()
        return standards

    # Actions

    def action_view_clocks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_clock_action")
        return {**action, "domain": [("standard_id", "=", self.id)], "context": {}}

    def _report_broken(self, target, calendar):
        """A target that can never fall due is logged; the case goes on without this promise."""
        _logger.error(
            "Service standard %s: no working hours in calendar %s, so %s starts no clock",
            self.id,
            calendar.id,
            target.metric,
        )

    # Matching

    def _get_condition(self):
        self.ensure_one()
        return Domain(safe_eval(self.domain, self._get_condition_context()) if self.domain else [])

    def _get_condition_context(self):
        return {"uid": self.env.uid, "context_today": lambda: fields.Date.context_today(self)}

    @tools.ormcache()
    def _get_scopes(self):
        """Every standard that is, was or is going to be in force, as plain data in matching order.

        Validity is judged per case, by the moment its clock starts.
        """
        dated = Domain("state", "=", "approved") & Domain("valid_from", "!=", False)
        standards = self.sudo().search(Domain("state", "in", ("in_force", "retired")) | dated)
        # What is named may be archived
        standards = standards.with_context(active_test=False)
        return tuple(standard._get_scope() for standard in standards)

    def _get_scope(self):
        criteria = {
            "customer": {partner.id: _get_depth(partner) for partner in self.partner_ids},
            "product": self._get_tree(self.product_categ_ids),
            "team": self._get_tree(self.team_ids),
            "category": self._get_tree(self.category_ids),
            "channel": dict.fromkeys(self.channel_ids.ids, 0),
            "kind": dict.fromkeys(filter(None, [self.kind]), 0),
            "priority": dict.fromkeys(filter(None, [self.priority]), 0),
            "tag": dict.fromkeys(self.tag_ids.ids, 0),
        }
        if self.domain:
            criteria["domain"] = {self.id: 0}
        return Scope(
            id=self.id,
            sequence=self.sequence,
            company=self.company_id.id or None,
            criteria={axis: values for axis, values in criteria.items() if values},
            valid_from=to_epoch(self.valid_from) if self.valid_from else None,
            valid_to=to_epoch(self.valid_to) if self.valid_to else None,
        )

    @api.model
    def _get_tree(self, nodes):
        """``{id: depth of the named ancestor}`` of the nodes and all below them; the deepest name wins."""
        tree = {}
        for node in nodes.sorted(lambda node: (node.parent_path or "").count("/")):
            depth = (node.parent_path or "").count("/")
            below = nodes.with_context(active_test=False).search([("id", "child_of", node.id)])
            tree.update(dict.fromkeys(below.ids, depth))
        return tree

    @tools.ormcache()
    def _get_condition_fields(self):
        """Names of the fields that conditions look at first: a case is matched again when one changes."""
        names = set()
        for standard in self.sudo().search([("state", "!=", "draft"), ("domain", "!=", False)]):
            try:
                names.update(
                    condition.field_expr.partition(".")[0] for condition in standard._get_condition().iter_conditions()
                )
            except Exception:
                _logger.exception("Service standard %s: its condition cannot be evaluated", standard.id)
        return frozenset(names)

    @api.model
    def _match_targets(self, records, at):
        """The targets that hold for each record at a moment: ``{record id: targets}``.

        :param records: records of a model with ``service.clock.mixin``
        :param at: naive UTC datetime, or one per record: ``{record id: datetime}``
        """
        scopes = self._get_scopes()
        conditions = self._match_conditions(records, scopes)
        seen, result = {}, {}
        for record in records:
            case = record._clock_case() | {"domain": conditions.get(record.id, frozenset())}
            moment = to_epoch(at[record.id] if isinstance(at, dict) else at)
            key = (moment, *case.values())
            if key not in seen:
                targets = self._pick_targets([found.scope.id for found in match(case, scopes, moment)])
                seen[key] = targets.filtered(lambda target: target.metric in records._clock_metrics)
            result[record.id] = seen[key]
        return result

    @api.model
    def _match_conditions(self, records, scopes):
        """The standards whose condition each record meets: ``{record id: frozenset of standard ids}``.

        A condition that cannot be evaluated meets nothing: it is logged and
        never stops the case.
        """
        met = {}
        for standard in self.sudo().browse(scope.id for scope in scopes if "domain" in scope.criteria):
            try:
                found = records.sudo().filtered_domain(standard._get_condition())
            except Exception:
                _logger.exception("Service standard %s: its condition cannot be evaluated", standard.id)
                continue
            for record in found:
                met[record.id] = met.get(record.id, frozenset()) | {standard.id}
        return met

    @api.model
    def _pick_targets(self, standard_ids):
        """Per metric the target of the first standard that has one, unless what it says is that nothing is promised."""
        targets = {}
        for standard in self.sudo().browse(standard_ids):
            for target in standard.target_ids:
                targets.setdefault(target.metric, target)
            if standard.not_covered:
                break
        promised = (target for target in targets.values() if target.time_basis != "none")
        return self.env["service.standard.target"].sudo().concat(*promised)


def _get_depth(partner):
    """How many companies stand above a contact: who is named in person comes before the company."""
    depth = 0
    while partner := partner.parent_id:
        depth += 1
    return depth
