from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..engine.call_record import MOMENTS, RecordError, check_order, read_record

_MOST_RECORDS = 10_000


class ServiceContact(models.Model):
    """What telephone systems and call-record files tell: checked record by record, registered together."""

    _inherit = "service.contact"

    @api.model
    def register_call(self, values):
        """Register one contact, or bring one up to date; see :meth:`register_calls`.

        :return: id of the contact
        :raises ValidationError: saying what is wrong with the record
        """
        result = self.register_calls([values])
        if result["errors"]:
            raise ValidationError(result["errors"][0]["error"])
        return result["ids"][0]

    @api.model
    def register_calls(self, records, all_or_nothing=True):
        """Register contacts, for a telephone system: ``POST /json/2/service.contact/register_calls``.

        A record is a dict of

        - ``external_id``: the system's own id. A record with an id that is
          known updates that contact with what it says; nothing is doubled.
        - ``start``, ``answered``, ``ended``, ``abandoned``: ISO 8601 with
          offset. ``start`` is required of a new contact. Instead of moments:
          ``waiting`` and ``talking`` in seconds and ``result`` (``answered``
          or ``abandoned``).
        - ``medium`` (``phone``, ``chat``, ``visit``, ``counter``),
          ``direction`` (``in``, ``out``), ``number``, ``subject``, ``note``
        - ``agent``: login or extension; ``team``, ``channel``: name; ``ticket``: number

        Agents register their own contacts, service managers those of everybody.

        :param all_or_nothing: whether one bad record keeps the others out
        :return: dict with ``ids`` (one per record, False where refused),
            ``created``, ``updated`` (numbers of contacts) and ``errors``
            (list of ``index``, ``external_id``, ``error``)
        """
        if not isinstance(records, list):
            raise ValidationError(self.env._("Give a list of records."))
        if len(records) > _MOST_RECORDS:
            raise ValidationError(self.env._("Give at most %(count)s records at a time.", count=_MOST_RECORDS))
        rows, errors = [], {}
        for index, record in enumerate(records):
            try:
                rows.append((index, read_record(record, fields.Datetime.now())))
            except RecordError as error:
                errors[index] = self._describe_problem(error)
        return self._register_checked(rows, errors, len(records), all_or_nothing, "api")

    @api.model
    def _register_checked(self, rows, errors, count, all_or_nothing, source, labels=None):
        """Register checked records.

        :param rows: list of ``(index, values of read_record)``
        :param errors: ``{index: text}`` of the records refused already
        :param count: number of records, good and bad
        :param labels: ``{field: what a person calls it}``, for the errors
        :return: see :meth:`register_calls`
        """
        self.check_access("create")
        names = self._read_names([values for _index, values in rows])
        keys = {}
        for index, values in rows:
            try:
                key = values.get("external_id") or index
                kept, indexes = keys.get(key, ({}, []))
                keys[key] = ({**kept, **self._prepare_call(values, names, source)}, [*indexes, index])
            except (RecordError, ValidationError, AccessError) as error:
                errors[index] = self._describe_problem(error, labels)
        created, updated = self._split(keys, errors, names["contact"], labels)
        ids = [False] * count
        if errors and all_or_nothing:
            created, updated = {}, {}
        self._write_each({contact: vals for contact, (vals, _indexes) in updated.items()})
        contacts = self.create([vals for vals, _indexes in created.values()])
        for contact, (_vals, indexes) in [*zip(contacts, created.values(), strict=True), *updated.items()]:
            for index in indexes:
                ids[index] = contact.id
        return {
            "ids": ids,
            "created": len(created),
            "updated": len(updated),
            "errors": [
                {"index": index, "external_id": dict(rows).get(index, {}).get("external_id") or False, "error": text}
                for index, text in sorted(errors.items())
            ],
        }

    @api.model
    def _split(self, keys, errors, known, labels=None):
        """Those to create and those to update: ``{key: (values, indexes)}``, ``{contact: (values, indexes)}``."""
        created, updated = {}, {}
        for key, (vals, indexes) in keys.items():
            contact = known.get(key)
            try:
                if contact:
                    contact = contact.with_env(self.env)
                    vals = contact._check_update(vals)
                    updated[contact] = (vals, indexes)
                else:
                    check_order(vals)
                    if not vals.get("start"):
                        raise RecordError("no_start", "start")
                    self._check_own(vals)
                    created[key] = ({**self._get_register_defaults(), **vals}, indexes)
            except (RecordError, AccessError) as error:
                errors.update(dict.fromkeys(indexes, self._describe_problem(error, labels)))
        return created, updated

    def _check_update(self, vals):
        """The values that a record changes on a known contact.

        :raises AccessError: if the user may not change it so
        :raises RecordError: if its moments cannot have happened
        """
        self.check_access("write")
        vals = {
            name: value
            for name, value in vals.items()
            if self[name] != self._fields[name].convert_to_record(value, self) and name != "source"
        }
        check_order(self._get_moments() | {name: vals[name] for name in MOMENTS if name in vals})
        self._get_corrected(vals)
        self._check_own(vals)
        return vals

    @api.model
    def _get_register_defaults(self):
        """Whoever registers for others is not the agent; agents register their own."""
        if self._registers_for_all():
            return {"user_id": False, "team_id": False}
        return {}

    def _registers_for_all(self):
        return self.env.su or self.env.user.has_group("service_quality.service_quality_group_manager")

    def _check_own(self, vals):
        if self._registers_for_all():
            return
        if vals.get("user_id", self.env.uid) != self.env.uid:
            raise AccessError(self.env._("You may register your own contacts only; a service manager those of others."))
        if (
            vals.get("team_id")
            and vals["team_id"] not in (self.env.user.helpdesk_team_ids | self.env.user.led_team_ids).ids
        ):
            raise AccessError(self.env._("You may register contacts of your own teams only."))

    @api.model
    def _read_names(self, records):
        """The records that names stand for: ``{field: {name: record}}``, one query each."""

        def named(field):
            return list({values[field] for values in records if values.get(field)})

        company = [("company_id", "in", [False, self.env.company.id])]
        # Names are looked up with elevated rights: whether the user may use them is checked on what is registered
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("share", "=", False),
                    ("company_ids", "in", self.env.company.ids),
                    *("|", ("login", "in", named("agent")), ("service_extension", "in", named("agent"))),
                ]
            )
        )
        agents = {user.service_extension: user for user in users if user.service_extension}
        contacts = self.sudo().search(
            [("external_id", "in", named("external_id")), ("company_id", "=", self.env.company.id)]
        )
        # As the user: a ticket of a foreign team is nothing to hang a contact on
        tickets = self.env["helpdesk.ticket"].search([("number", "in", named("ticket")), *company])
        return {
            "agent": agents | {user.login: user for user in users},
            "team": {team.name: team for team in self._search_named("helpdesk.ticket.team", named("team"))},
            "channel": {
                channel.name: channel for channel in self._search_named("helpdesk.ticket.channel", named("channel"))
            },
            "ticket": {ticket.number: ticket for ticket in tickets},
            "contact": {contact.external_id: contact for contact in contacts},
        }

    @api.model
    def _search_named(self, model, names):
        return (
            self.env[model].sudo().search([("name", "in", names), ("company_id", "in", [False, self.env.company.id])])
        )

    @api.model
    def _prepare_call(self, values, names, source):
        """The values of a contact from a checked record.

        :raises RecordError: ``unknown_name``
        """
        vals = {key: value for key, value in values.items() if key not in ("agent", "team", "channel", "ticket")}
        for field, target in (
            ("agent", "user_id"),
            ("team", "team_id"),
            ("channel", "channel_id"),
            ("ticket", "ticket_id"),
        ):
            if values.get(field):
                if values[field] not in names[field]:
                    raise RecordError("unknown_name", field, values[field])
                vals[target] = names[field][values[field]].id
        return {**vals, "source": source}

    @api.model
    def _describe_problem(self, error, labels=None):
        """What is wrong with a record and what to do, in the user's language."""
        if not isinstance(error, RecordError):
            return str(error)
        field = (labels or {}).get(error.field, error.field)
        texts = {
            "no_record": self.env._("This is no record: give a value for each field."),
            "unknown_field": self.env._("The field “%(field)s” is not known.", field=field),
            "no_offset": self.env._(
                "%(field)s: “%(value)s” has no time zone: write it like 2026-03-01T08:30:00+08:00.",
                field=field,
                value=error.value,
            ),
            "moment": self.env._(
                "%(field)s: “%(value)s” is no date with time: write it like 2026-03-01T08:30:00+08:00.",
                field=field,
                value=error.value,
            ),
            "too_old": self.env._("%(field)s: “%(value)s” is before the year 2000.", field=field, value=error.value),
            "future": self.env._("%(field)s: “%(value)s” is in the future.", field=field, value=error.value),
            "order": self.env._(
                "%(field)s: “%(value)s” is before what must have happened first.", field=field, value=error.value
            ),
            "both": self.env._("A contact is answered or abandoned, not both."),
            "duration": self.env._(
                "%(field)s: “%(value)s” is no duration: give seconds or h:mm:ss.", field=field, value=error.value
            ),
            "text": self.env._("%(field)s: “%(value)s” is no text.", field=field, value=error.value),
            "word": self.env._("%(field)s: “%(value)s” is not known.", field=field, value=error.value),
            "unknown_name": self.env._(
                "%(field)s: there is no “%(value)s”. Create it first or correct the name.",
                field=field,
                value=error.value,
            ),
            "no_start": self.env._("The start is missing."),
            "no_answered": self.env._(
                "It was answered, but not said when: give the time of the answer or the waiting time."
            ),
            "no_abandoned": self.env._(
                "It was abandoned, but not said when: give the time of the end or the waiting time."
            ),
        }
        return texts[error.problem]
