from odoo import fields, models
from odoo.tools import format_datetime


class MaintenanceEquipment(models.Model):
    """What stands in the way of the use of tools, read once for any number of tools, people and spans.

    Each ``_find_…`` reads what concerns these things, and returns a function that explains what of it is in the way.
    """

    _inherit = "maintenance.equipment"

    def _get_obstacles(self, start, stop, user=None):
        """What forbids the use of these things in a span: ``{equipment: sentence}``.

        :param user: who wants to use them; None asks about the things alone, whoever holds them
        """
        find = self._find_obstacles(start, stop)
        obstacles = {equipment: find(equipment, start, stop, user) for equipment in self}
        return {equipment: reason for equipment, reason in obstacles.items() if reason}

    def _find_obstacles(self, first, last):
        """What forbids the use of these things between two moments, in a constant number of queries.

        :return: a function of a thing, the start and the end of its use, who uses it (none: asks about the thing
            alone) and the visit that it is for, if any, to a sentence or None
        """
        repaired, maintained = self._find_maintenance()
        held, planned = self._find_loans(), self._find_plans(first, last)

        def find(equipment, start, stop, user=None, visit=None):
            return (
                equipment._explain_gone()
                or equipment._explain_check(fields.Date.context_today(equipment, stop))
                or repaired(equipment)
                or maintained(equipment, start, stop)
                or (user and held(equipment, start, user))
                or (user and planned(equipment, start, stop, visit))
                or None
            )

        return find

    def _explain_gone(self):
        if self.scrap_date or not self.active:
            return self.env._("%(tool)s is scrapped.", tool=self.display_name)
        return None

    def _find_maintenance(self):
        """Open repairs, and planned maintenance: two functions."""
        requests = (
            self.env["maintenance.request"]
            .sudo()
            .search([("equipment_id", "in", self.ids), ("stage_id.done", "=", False), ("archive", "=", False)])
        )
        corrective = requests.filtered(lambda request: request.maintenance_type == "corrective")
        repairs = {request.equipment_id.id: request for request in corrective}
        planned = (requests - corrective).filtered("schedule_date").grouped(lambda request: request.equipment_id.id)

        def find_repair(tool):
            if request := repairs.get(tool.id):
                return self.env._(
                    "%(tool)s is under repair (%(request)s).", tool=tool.display_name, request=request.name
                )
            return None

        def find_maintenance(tool, start, stop):
            end = max(stop, fields.Datetime.add(start, seconds=1))
            for request in planned.get(tool.id, ()):
                if request.schedule_date < end and (request.schedule_end or request.schedule_date) > start:
                    return self.env._(
                        "%(tool)s has its maintenance then (%(request)s).", tool=tool.display_name, request=request.name
                    )
            return None

        return find_repair, find_maintenance

    def _find_loans(self):
        """Tools that somebody else is expected to have on that day, or should have brought back."""
        loans = self.env["service.tool.loan"].sudo()
        loans = loans.search([("equipment_id", "in", self.ids), ("returned_on", "=", False)])
        of_tool = {loan.equipment_id.id: loan for loan in loans}
        today = fields.Date.context_today(self)

        def find(tool, start, user):
            loan = of_tool.get(tool.id)
            if not loan or loan.user_id.id == user.id:
                return None
            late = loan.due_on < today or loan.due_on >= fields.Date.context_today(self, start)
            return loan._explain_held() if late else None

        return find

    def _find_plans(self, first, last):
        """Visits that tools are planned for."""
        lines = (
            self.env["service.visit.tool"]
            .sudo()
            .search(
                [
                    ("equipment_id", "in", self.ids),
                    ("blocking", "=", True),
                    ("start", "<", last),
                    ("stop", ">", first),
                ]
            )
        )
        of_tool = lines.grouped(lambda line: line.equipment_id.id)

        def find(tool, start, stop, visit=None):
            for line in of_tool.get(tool.id, ()):
                if (not visit or line.visit_id.id != visit.id) and line.start < stop and line.stop > start:
                    return self.env._(
                        "%(tool)s is planned for another visit at that time: %(visit)s, %(moment)s.",
                        tool=tool.display_name,
                        visit=line.visit_id.repair_id.name,
                        moment=format_datetime(self.env, line.start, dt_format="short"),
                    )
            return None

        return find

    def _find_holder_obstacles(self, users):
        """Why people may not have these tools, whenever: operating rules that they have not acknowledged."""
        rules = self.sudo()._get_rules() if users else self.env["service.operating.rule"].sudo()
        read = rules._get_acknowledged(users)

        def find(tool, user):
            for rule in rules:
                if (rule.id, user.id) not in read and tool._is_under(rule):
                    return self.env._(
                        "%(user)s has not acknowledged “%(rule)s” (version %(version)s) yet, which holds for %(tool)s.",
                        user=user.name,
                        rule=rule.name,
                        version=rule.version,
                        tool=tool.display_name,
                    )
            return None

        return find
