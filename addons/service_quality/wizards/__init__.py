from . import service_log_import
