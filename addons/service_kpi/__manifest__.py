{
    "name": "Service KPI",
    "summary": "The appraisal officer's own app: which promises each agent and team kept, month by month",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Service Department",
    "author": "Service Department contributors",
    "depends": ["service_training"],
    "data": [
        "security/service_kpi_groups.xml",
        "security/service_kpi_security.xml",
        "security/ir.model.access.csv",
        "views/service_clock_views.xml",
        "views/res_config_settings_views.xml",
        "views/service_kpi_menus.xml",
    ],
    "demo": ["demo/service_kpi_demo.xml"],
    "application": True,
}
