from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class ServiceKpi(models.Model):
    """An indicator of any model, defined without code: which records, when, whose, and what of them."""

    _inherit = "service.kpi"

    aggregate_model_id = fields.Many2one(
        "ir.model", string="Model", ondelete="cascade", domain=[("transient", "=", False), ("abstract", "=", False)]
    )
    aggregate_model = fields.Char(related="aggregate_model_id.model", string="Model Name")
    aggregate_domain = fields.Char(string="Records", help="Which records are counted. Empty: all.")
    aggregate_share_domain = fields.Char(string="Successes", help="Which of them count as a success.")
    aggregate_measure = fields.Selection(
        [("share", "Share of successes"), ("average", "Average of a field"), ("sum", "Sum of a field")],
        string="Measured",
        default="share",
    )
    aggregate_field_id = fields.Many2one(
        "ir.model.fields",
        string="Measured Field",
        ondelete="cascade",
        domain="[('model_id', '=', aggregate_model_id), ('store', '=', True),"
        " ('ttype', 'in', ('integer', 'float', 'monetary'))]",
    )
    aggregate_date_id = fields.Many2one(
        "ir.model.fields",
        string="Date",
        ondelete="cascade",
        domain="[('model_id', '=', aggregate_model_id), ('store', '=', True), ('ttype', 'in', ('date', 'datetime'))]",
        help="Decides which period a record belongs to.",
    )
    aggregate_user_id = fields.Many2one(
        "ir.model.fields",
        string="Person",
        ondelete="cascade",
        domain="[('model_id', '=', aggregate_model_id), ('store', '=', True), ('ttype', '=', 'many2one'),"
        " ('relation', 'in', ('res.users', 'hr.employee'))]",
        help="Whose figure a record counts in.",
    )
    aggregate_team_id = fields.Many2one(
        "ir.model.fields",
        string="Team",
        ondelete="cascade",
        domain="[('model_id', '=', aggregate_model_id), ('store', '=', True),"
        " ('relation', '=', 'helpdesk.ticket.team'), ('ttype', '=', 'many2one')]",
    )

    @api.constrains(
        "source",
        "aggregate_model_id",
        "aggregate_domain",
        "aggregate_share_domain",
        "aggregate_measure",
        "aggregate_field_id",
        "aggregate_date_id",
        "aggregate_user_id",
        "aggregate_team_id",
    )
    def _check_aggregate(self):
        for kpi in self.filtered(lambda k: k.source == "aggregate"):
            if not kpi.aggregate_model_id or not kpi.aggregate_date_id:
                raise ValidationError(self.env._("Choose a model and the date that decides the period."))
            if kpi.aggregate_measure != "share" and not kpi.aggregate_field_id:
                raise ValidationError(self.env._("Choose the field that is measured."))
            chosen = kpi.aggregate_field_id | kpi.aggregate_date_id | kpi.aggregate_user_id | kpi.aggregate_team_id
            if chosen.model_id - kpi.aggregate_model_id or not all(chosen.mapped("store")):
                raise ValidationError(self.env._("Choose stored fields of %s.", kpi.aggregate_model_id.name))
            try:
                self.env.flush_all()
                with self.env.cr.savepoint(flush=False):
                    self.env.execute_query(SQL("SELECT 1 FROM (%s) f LIMIT 1", kpi._get_aggregate_facts()))
            except Exception as error:
                raise ValidationError(
                    self.env._("%(indicator)s cannot be counted: %(error)s", indicator=kpi.name, error=error)
                ) from error

    @api.onchange("aggregate_model_id")
    def _onchange_aggregate_model_id(self):
        for kpi in self:
            kpi.update(
                dict.fromkeys(
                    (
                        "aggregate_domain",
                        "aggregate_share_domain",
                        "aggregate_field_id",
                        "aggregate_date_id",
                        "aggregate_user_id",
                        "aggregate_team_id",
                    ),
                    False,
                )
            )

    def _get_aggregate_facts(self):
        """The facts of an own definition (``service.kpi.source``)."""
        self.ensure_one()
        model = self.env[self.aggregate_model].sudo().with_context(active_test=False)
        query = model._search(self._read_domain(self.aggregate_domain))
        return query.select(self.env["service.kpi.source"]._fact(**self._get_aggregate_columns(model, query)))

    def _get_aggregate_columns(self, model, query):
        def column(field):
            return model._field_to_sql(query.table, field.name, query) if field else SQL("NULL")

        company = model._fields.get("company_id")
        company_sql = (
            model._field_to_sql(query.table, "company_id", query) if company and company.store else SQL("NULL::int4")
        )
        person = column(self.aggregate_user_id)
        if self.aggregate_user_id.relation == "hr.employee":
            person = SQL("(SELECT e.user_id FROM hr_employee e WHERE e.id = %s)", person)
        return {
            "res_id": SQL.identifier(query.table, "id"),
            "at": column(self.aggregate_date_id),
            # Records of no company are those of the indicator's, else of the first
            "company_id": SQL(
                "COALESCE(%s, %s)", company_sql, (self.company_id or self.env.ref("base.main_company")).id
            ),
            "team_id": column(self.aggregate_team_id),
            "user_id": person,
            "numerator": self._get_aggregate_numerator(model, query, column),
            "denominator": SQL("1"),
            "label": self._get_aggregate_label(model, query),
        }

    def _get_aggregate_numerator(self, model, query, column):
        if self.aggregate_measure != "share":
            return SQL("COALESCE(%s, 0)", column(self.aggregate_field_id))
        successes = model._search(self._read_domain(self.aggregate_share_domain))
        return SQL("CASE WHEN %s IN %s THEN 1 ELSE 0 END", SQL.identifier(query.table, "id"), successes.subselect())

    def _get_aggregate_label(self, model, query):
        name = model._fields.get(model._rec_name)
        if not name or not name.store or name.type != "char":
            return SQL("NULL")
        return model._field_to_sql(query.table, model._rec_name, query)

    def _read_domain(self, text):
        """A domain of plain values: one that asks for today or the user would count otherwise each time."""
        try:
            return Domain(literal_eval(text) if text else [])
        except (ValueError, SyntaxError) as error:
            raise UserError(
                self.env._("The condition %(domain)s must name plain values, not the user or today.", domain=text)
            ) from error
