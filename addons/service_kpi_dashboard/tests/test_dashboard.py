import json
import re

from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDashboard(TransactionCase):
    """What the dashboard asks for exists, and those who see it may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref("service_kpi_dashboard.spreadsheet_dashboard_service")
        cls.content = json.loads(cls.dashboard.spreadsheet_data)
        cls.officer = new_test_user(cls.env, "dash_officer", "service_kpi.service_kpi_group_officer")
        cls.manager = new_test_user(cls.env, "dash_manager", "service_quality.service_quality_group_manager")

    def _get_sources(self):
        """``(model, domain, fields)`` of every pivot, list and chart."""
        for pivot in self.content["pivots"].values():
            measures = [measure["fieldName"] for measure in pivot["measures"] if measure["fieldName"] != "__count"]
            yield pivot["model"], pivot["domain"], [*measures, *(row["fieldName"] for row in pivot["rows"])]
        for rows in self.content["lists"].values():
            yield rows["model"], rows["domain"], rows["columns"]
        for figure in self.content["sheets"][0]["figures"]:
            meta = figure["data"].get("metaData")
            if meta:
                groups = [name.partition(":")[0] for name in meta["groupBy"]]
                yield meta["resModel"], figure["data"]["searchParams"]["domain"], [*groups, meta["measure"]]

    def test_every_source_can_be_read(self):
        sources = list(self._get_sources())
        self.assertEqual(len(sources), 12)
        for user in (self.officer, self.manager):
            for model, domain, names in sources:
                self.env[model].with_user(user).search_fetch(domain, names, limit=5).read(names)

    def test_filters_match_fields(self):
        filters = {row["id"]: row for row in self.content["globalFilters"]}
        matched = [*self.content["pivots"].values(), *self.content["lists"].values()]
        for source in matched:
            for key, matching in source["fieldMatching"].items():
                field = self.env[source["model"]]._fields[matching["chain"]]
                self.assertEqual(field.type, matching["type"])
                self.assertEqual(field.comodel_name, filters[key].get("modelName"))

    def test_cells_name_their_sources(self):
        text = json.dumps(self.content["sheets"])
        pivots = set(re.findall(r"PIVOT\.(?:VALUE|HEADER)\((\d+)", text))
        self.assertEqual(pivots, set(self.content["pivots"]))
        for menu in self.content["chartOdooMenusReferences"].values():
            self.assertTrue(self.env.ref(menu))

    def test_those_who_lead_see_it(self):
        agent = new_test_user(self.env, "dash_agent", "service_quality.service_quality_group_agent")
        found = {user: self.dashboard.with_user(user)._filtered_access("read") for user in (self.officer, self.manager)}
        self.assertEqual(set(found.values()), {self.dashboard})
        self.assertFalse(self.dashboard.with_user(agent)._filtered_access("read"))
        shown = json.loads(self.dashboard.with_user(self.manager)._get_serialized_readonly_dashboard())
        self.assertEqual(shown["translation_namespace"], "service_kpi_dashboard")
