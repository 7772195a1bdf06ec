"""`make reset`: empties the data directory, of what the stack itself puts there and of nothing else."""

import shutil

from infra.local.config import LocalConfig
from infra.local.ministack import LocalAws
from infra.local.pidfile import PidFile


def reset(config: LocalConfig) -> None:
    """Raises LocalError while the stack runs; a local AWS that a crash left behind is stopped first."""
    if not config.data_dir.exists():
        return
    with PidFile(config.broker_pid):
        aws = LocalAws(config)
        if aws.adopt():
            aws.stop()
        shutil.rmtree(config.aws_dir, ignore_errors=True)
        for file in (config.aws_log, config.aws_pid, *config.data_dir.glob(f"{config.sandbox_file.name}*")):
            file.unlink(missing_ok=True)
    if not any(config.data_dir.iterdir()):
        config.data_dir.rmdir()
