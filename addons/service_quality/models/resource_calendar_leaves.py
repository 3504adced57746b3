from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._get_shared_calendars()._schedule_changed()
        return leaves

    def write(self, vals):
        calendars = self._get_shared_calendars()
        res = super().write(vals)
        (calendars | self._get_shared_calendars())._schedule_changed()
        return res

    def unlink(self):
        calendars = self._get_shared_calendars()
        res = super().unlink()
        calendars._schedule_changed()
        return res

    def _get_shared_calendars(self):
        """The calendars whose working time these leaves shorten; a person's own leave shortens none."""
        public = self.filtered(lambda leave: not leave.resource_id)
        calendars = public.calendar_id
        everywhere = public.filtered(lambda leave: not leave.calendar_id)
        if everywhere:
            calendars |= calendars.sudo().search([("company_id", "in", everywhere.company_id.ids)])
        return calendars
