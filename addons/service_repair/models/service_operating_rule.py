from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .activity import ask

_ACTIVITY = "service_repair.mail_activity_type_acknowledge"
_KEEPER = "service_repair.service_repair_group_parts_keeper"
_CONTENT = frozenset({"name", "body", "document", "document_name", "category_ids", "equipment_ids", "version"})


class ServiceOperatingRule(models.Model):
    """A version of the operating rules of some equipment.

    Once in force its content is not changed: a new version takes its place, and
    every holder acknowledges that one again.
    """

    _name = "service.operating.rule"
    _description = "Operating Rules"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, version desc"

    name = fields.Char(required=True)
    version = fields.Integer(required=True, default=1, readonly=True, copy=False)
    previous_id = fields.Many2one("service.operating.rule", readonly=True, copy=False, ondelete="restrict")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In force"), ("withdrawn", "Withdrawn")],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    category_ids = fields.Many2many("maintenance.equipment.category", string="Equipment Categories")
    equipment_ids = fields.Many2many("maintenance.equipment", string="Single Equipment")
    body = fields.Html(string="Rules")
    document = fields.Binary(attachment=True)
    document_name = fields.Char()
    in_force_on = fields.Datetime(string="In Force Since", readonly=True, copy=False)
    acknowledgement_ids = fields.One2many(
        "service.operating.acknowledgement", "rule_id", string="Acknowledged by", readonly=True
    )
    pending_user_ids = fields.Many2many(
        "res.users",
        string="Not Yet Acknowledged by",
        compute="_compute_pending_user_ids",
        compute_sudo=True,
    )
    is_acknowledged = fields.Boolean(compute="_compute_is_acknowledged", compute_sudo=True)
    is_mine_to_acknowledge = fields.Boolean(compute="_compute_is_acknowledged", compute_sudo=True)

    _next_version_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL", "These rules have a newer version already: go on with that one."
    )

    @api.depends("state", "acknowledgement_ids", "equipment_ids", "category_ids")
    def _compute_pending_user_ids(self):
        for rule in self:
            holders = rule._get_holders() if rule.state == "in_force" else self.env["res.users"]
            rule.pending_user_ids = holders - rule.acknowledgement_ids.user_id

    @api.depends("acknowledgement_ids")
    @api.depends_context("uid")
    def _compute_is_acknowledged(self):
        for rule in self:
            rule.is_acknowledged = self.env.user in rule.acknowledgement_ids.user_id
            rule.is_mine_to_acknowledge = rule.state == "in_force" and not rule.is_acknowledged

    def _get_equipment(self):
        """The equipment for which these rules hold."""
        return (
            self.env["maintenance.equipment"]
            .sudo()
            .search(Domain("id", "in", self.equipment_ids.ids) | Domain("category_id", "in", self.category_ids.ids))
        )

    def _get_holders(self):
        """Users who hold that equipment: assigned to them, or checked out."""
        equipment = self.sudo()._get_equipment()
        return (equipment.employee_id.user_id | equipment.tool_holder_id).filtered("active")

    def _get_acknowledged(self, users):
        """Which of these rules these users have acknowledged: ``{(rule id, user id)}``."""
        rows = self.env["service.operating.acknowledgement"].sudo()
        rows = rows.search([("rule_id", "in", self.ids), ("user_id", "in", users.ids)])
        return {(row.rule_id.id, row.user_id.id) for row in rows}

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                for name in ("state", "version", "previous_id", "in_force_on"):
                    vals.pop(name, None)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if {"state", "version", "previous_id", "in_force_on"} & vals.keys():
                raise AccessError(self.env._("The buttons of the rules alone write their status and version."))
            if _CONTENT & vals.keys() and any(rule.state != "draft" for rule in self):
                raise UserError(self.env._("These rules are in force: write a new version."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(rule.state != "draft" for rule in self):
            raise UserError(self.env._("Rules that were in force are kept: withdraw them."))

    # Life

    def action_put_in_force(self):
        self._check_keeper()
        lock(self.sudo())
        for rule in self:
            if rule.state != "draft":
                raise UserError(self.env._("These rules are in force, or were."))
            if not (rule.body or rule.document):
                raise UserError(self.env._("Write the rules or attach the document first."))
            if not (rule.equipment_ids or rule.category_ids):
                raise UserError(self.env._("Say for which equipment these rules hold."))
        self.sudo().previous_id._withdraw()
        self.sudo().write({"state": "in_force", "in_force_on": fields.Datetime.now()})
        self._ask_holders()

    def action_new_version(self):
        self.ensure_one()
        self._check_keeper()
        if self.state != "in_force":
            raise UserError(self.env._("Only rules in force get a new version."))
        newer = self.sudo().copy({"version": self.version + 1, "previous_id": self.id})
        return newer.with_env(self.env)._get_records_action()

    def action_withdraw(self):
        self._check_keeper()
        self._withdraw()

    def _withdraw(self):
        current = self.sudo().filtered(lambda rule: rule.state == "in_force")
        current.write({"state": "withdrawn"})
        current.activity_unlink([_ACTIVITY])

    def _check_keeper(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(_KEEPER):
            raise AccessError(self.env._("A parts keeper puts operating rules in force."))

    def _ask_holders(self, users=None):
        """One activity per rule and holder who has not acknowledged it."""
        if not self.env.ref(_ACTIVITY, raise_if_not_found=False):
            return
        for rule in self.sudo().filtered(lambda rule: rule.state == "in_force"):
            asked = rule.activity_ids.filtered(
                lambda activity: activity.activity_type_id == self.env.ref(_ACTIVITY)
            ).user_id
            pending = rule._get_holders() - rule.acknowledgement_ids.user_id - asked
            for user in pending if users is None else pending & users:
                ask(rule, _ACTIVITY, user)

    def action_acknowledge(self):
        """The user has read these rules and will follow them."""
        self.check_access("read")
        for rule in self:
            if rule.state != "in_force":
                raise UserError(self.env._("“%(rule)s” is not in force.", rule=rule.name))
        rows = self.env["service.operating.acknowledgement"].sudo()
        done = rows.search([("rule_id", "in", self.ids), ("user_id", "=", self.env.uid)]).rule_id
        rows.create([{"rule_id": rule.id, "user_id": self.env.uid} for rule in self.sudo() - done])
        mine = self.sudo().activity_ids.filtered(lambda activity: activity.user_id == self.env.user)
        mine.filtered(lambda activity: activity.activity_type_id == self.env.ref(_ACTIVITY)).action_feedback()


class ServiceOperatingAcknowledgement(models.Model):
    """Who acknowledged which version, and when. Only added to."""

    _name = "service.operating.acknowledgement"
    _description = "Acknowledgement of Operating Rules"
    _order = "id desc"

    rule_id = fields.Many2one("service.operating.rule", required=True, readonly=True, index=True, ondelete="restrict")
    version = fields.Integer(related="rule_id.version")
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    acknowledged_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _once = models.Constraint("UNIQUE(rule_id, user_id)", "This version is acknowledged already.")
