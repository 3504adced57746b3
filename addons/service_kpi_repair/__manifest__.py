{
    "name": "Service KPI: Repair",
    "summary": "First-time fix, repairs on time, repeats, time to repair and parts cost as indicators",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Service Department",
    "author": "Service Department contributors",
    "depends": ["service_kpi", "service_repair"],
    "data": [
        "security/service_kpi_repair_security.xml",
        "security/ir.model.access.csv",
        "data/service_kpi_repair_data.xml",
        "data/service_appraisal_technician_data.xml",
    ],
    "auto_install": True,
}
