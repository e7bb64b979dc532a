"""python -m commreg"""

from commreg.cli.main import run

run()
