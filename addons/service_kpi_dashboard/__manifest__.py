{
    "name": "Service KPI: Dashboard",
    "summary": "The figures of the service department as one of Odoo's dashboards",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Service Department",
    "author": "Service Department contributors",
    "depends": ["service_kpi", "spreadsheet_dashboard"],
    "data": [
        "data/spreadsheet_dashboard_data.xml",
    ],
    "auto_install": True,
}
