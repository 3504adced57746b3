{
    "name": "Service Training: Repair",
    "summary": "Work orders only for people with the certificate that they need",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Service Department",
    "author": "Service Department contributors",
    "depends": ["service_training", "service_repair"],
    "data": [
        "views/repair_order_views.xml",
        "views/equipment_views.xml",
        "views/service_visit_views.xml",
        "views/service_tool_desk_views.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "service_training_repair/static/tests/tours/*.js",
        ],
    },
    "auto_install": True,
}
