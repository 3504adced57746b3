from . import service_log_import, service_waiver
