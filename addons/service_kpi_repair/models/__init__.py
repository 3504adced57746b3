from . import service_kpi_source
