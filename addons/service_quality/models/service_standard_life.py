from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ServiceStandard(models.Model):
    """The life of a standard: draft, approved, in force, retired.

    Approval is a step of our own. OCA's ``base_tier_validation`` would add a
    dependency, a table of reviews and a configuration before the first
    standard can be approved, for what is one signature by somebody else than
    the author.

    Matching goes by the dates, not by the state: an approved standard holds
    from its ``valid_from`` to the second, whenever the scheduled action comes
    round to say so in the state.
    """

    _inherit = "service.standard"

    # Approval
    author_id = fields.Many2one("res.users", string="Last Changed By", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_at = fields.Datetime(string="Approved On", readonly=True, copy=False)
    change_note = fields.Text(
        string="What Changed", copy=False, help="Why this version was made, for those who are judged by it."
    )
    changes = fields.Text(string="Against the Previous Version", compute="_compute_changes")

    _SCOPE_FIELDS = (
        "company_id",
        "partner_ids",
        "tier_ids",
        "product_categ_ids",
        "category_ids",
        "team_ids",
        "kind",
        "channel_ids",
        "medium",
        "priority",
        "tag_ids",
        "domain",
        "calendar_id",
        "not_covered",
    )

    @api.depends(lambda self: ("previous_id", "target_ids.display_name", *self._SCOPE_FIELDS))
    def _compute_changes(self):
        for standard in self:
            standard.changes = "\n".join(standard._list_changes()) if standard.previous_id else False

    def _list_changes(self):
        """What differs from the previous version, a line each."""
        old = self.previous_id
        pairs = [(self._get_label(name), old._get_words(name), self._get_words(name)) for name in self._SCOPE_FIELDS]
        targets = [{target.metric: target for target in standard.target_ids} for standard in (old, self)]
        for metric in dict.fromkeys(metric for side in targets for metric in side):
            label = dict(self.target_ids._fields["metric"]._description_selection(self.env))[metric]
            pairs.append((label, *(side[metric]._get_terms_words() if metric in side else "" for side in targets)))
        none = self.env._("nothing")
        return [f"{label}: {before or none} → {after or none}" for label, before, after in pairs if before != after]

    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _get_words(self, name):
        """The value of a field as people read it."""
        field, value = self._fields[name], self[name]
        if field.relational:
            return ", ".join(value.with_context(active_test=False).mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        return value or ""

    # Actions

    def action_approve(self):
        """Sign a draft. One with a date takes effect then; else it waits to be put in force."""
        self.check_access("write")
        for standard in self.filtered(lambda s: s.state == "draft"):
            standard._check_complete()
            standard._check_signer()
            standard.sudo().write(
                {"state": "approved", "approved_by_id": self.env.uid, "approved_at": fields.Datetime.now()}
            )
            standard._announce()
        self._take_effect()

    def action_put_in_force(self):
        """From now, or from the date it carries, new clocks follow this version; the one before ends there."""
        self.action_approve()
        undated = self.filtered(lambda s: s.state == "approved" and not s.valid_from)
        undated.sudo().write({"state": "approved", "valid_from": fields.Datetime.now()})
        undated._announce()
        undated._take_effect()

    def action_back_to_draft(self):
        """Withdraw an approval that has not taken effect yet."""
        self.check_access("write")
        for standard in self.filtered(lambda s: s.state == "approved"):
            before = standard.previous_id.sudo()
            if before.state == "in_force" and before.valid_to == standard.valid_from:
                before.valid_to = False
            standard.sudo().write({"state": "draft", "approved_by_id": False, "approved_at": False})

    def action_retire(self):
        self.check_access("write")
        self.filtered(lambda s: s.state == "in_force")._retire(fields.Datetime.now())

    def _is_open(self):
        return self.state in ("draft", "approved")

    # Steps

    def _check_complete(self):
        if not self.target_ids and not self.not_covered:
            raise UserError(self.env._("%(standard)s promises nothing yet: add a target.", standard=self.display_name))
        if self.previous_id and not (self.change_note or "").strip() and not self.env.su:
            raise UserError(
                self.env._(
                    "Say what changed in %(standard)s, for those who are judged by it.", standard=self.display_name
                )
            )

    def _check_signer(self):
        """Four eyes see more than two; a small company may do with two."""
        company = self.company_id or self.env.company
        if self.author_id == self.env.user and not company.sudo().service_author_approves and not self.env.su:
            raise UserError(
                self.env._(
                    "You changed %(standard)s last, so somebody else approves it. "
                    "The setting “Authors may approve” allows it to you as well.",
                    standard=self.display_name,
                )
            )

    def _announce(self):
        """The version before holds until this one begins."""
        for standard in self.sudo().filtered(lambda s: s.state == "approved" and s.valid_from):
            before = standard.previous_id
            if before.state == "in_force" and not (before.valid_to and before.valid_to <= standard.valid_from):
                before.valid_to = standard.valid_from

    def _take_effect(self):
        """Put in force what is approved and due, and retire what it replaces."""
        now = fields.Datetime.now()
        due = self.sudo().filtered(lambda s: s.state == "approved" and s.valid_from and s.valid_from <= now)
        due.write({"state": "in_force"})
        for start, standards in due.grouped("valid_from").items():
            standards.previous_id.filtered(lambda s: s.state == "in_force")._retire(start)

    def _note_change(self):
        """Who changed a draft last, which its targets are part of."""
        self.sudo().write({"author_id": self.env.uid})

    def _retire(self, moment):
        for end, standards in self.sudo().grouped(lambda s: min(s.valid_to or moment, moment)).items():
            standards.write({"state": "retired", "valid_to": end})

    @api.model
    def _cron_take_effect(self):
        """Say in the state what the dates already decide."""
        now = fields.Datetime.now()
        self.search([("state", "=", "approved"), ("valid_from", "<=", now)])._take_effect()
        self.search(Domain("state", "=", "in_force") & Domain("valid_to", "<=", now))._retire(now)

    # Around a standard in force

    def action_apply_to_open(self):
        """Show which open clocks this standard would change."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "in_force":
            raise UserError(self.env._("%(standard)s is not in force.", standard=self.display_name))
        wizard = self.env["service.standard.apply"]._prepare_preview(self)
        return {
            **wizard._get_records_action(name=self.env._("Apply to Open Cases"), target="new"),
            "context": {"dialog_size": "extra-large"},
        }

    def action_explain(self):
        """Describe a case that this standard is made for, and see which standard it gets."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_standard_lookup_action")
        case = {
            "default_team_id": self.team_ids[:1].id,
            "default_category_id": self.category_ids[:1].id,
            "default_channel_id": self.channel_ids[:1].id,
            "default_partner_id": self.partner_ids[:1].id,
            "default_tag_ids": self.tag_ids.ids,
        }
        case |= {f"default_{name}": self[name] for name in ("kind", "priority", "medium") if self[name]}
        if self.company_id:
            case["default_company_id"] = self.company_id.id
        return {**action, "context": {"dialog_size": "extra-large", **case}}

    def action_what_if(self):
        """How the last months would have gone under this version."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_what_if_action")
        return {**action, "context": {"default_standard_id": self.id}}
