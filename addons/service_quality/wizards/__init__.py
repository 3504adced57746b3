from . import service_contact_import, service_log_import, service_waiver
