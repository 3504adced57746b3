from . import workbook
from . import scorecard_xlsx
from . import cycle_xlsx
from . import incentive_xlsx
