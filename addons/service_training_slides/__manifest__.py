{
    "name": "Service Training: Online Courses",
    "summary": "Modules that are learnt in Odoo's online courses, counted as attended hours",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Service Department",
    "author": "Service Department contributors",
    "depends": ["service_training", "website_slides"],
    "data": [
        "security/ir.model.access.csv",
        "security/training_online_security.xml",
        "views/training_online_completion_views.xml",
        "views/training_course_views.xml",
        "views/training_session_views.xml",
        "views/training_enrollment_views.xml",
        "views/slide_channel_views.xml",
        "views/portal_templates.xml",
    ],
    "demo": [
        "demo/training_slides_demo.xml",
    ],
    "auto_install": True,
}
