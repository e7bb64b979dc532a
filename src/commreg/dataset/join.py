"""Put registers into one dataset, each at its own as-of day. One that cannot be read does not stop the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from commreg.dataset.partition import Partition, write_partition
from commreg.diagnostics.errors import CommregError, RegisterError
from commreg.export.request import ExportRequest
from commreg.export.tables import left_out
from commreg.model.settings import Organisation
from commreg.planning.contract_view import ContractView
from commreg.planning.provider_identity import provider_identity
from commreg.register import config as settings_file
from commreg.register import git_clone
from commreg.register.config import Config
from commreg.register.discovery import SourceFile
from commreg.register.load import load
from commreg.register.redact import Audience, redact_for
from commreg.register.snapshot import at_commit


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a register lacks for a comparison: of the council, and in how many contracts. Withheld is lacking too."""

    gss_code: bool
    region: bool
    provider_number: int
    cpv: int
    annual_value: int
    end: int
    extensions: int


@dataclass(frozen=True, slots=True)
class JoinedRegister:
    """A register that is now in the dataset: its partition, and what is not in it. `left_out` is as in exports."""

    source: str
    partition: Partition
    organisation: str
    as_of: date
    contracts: int
    left_out: dict[str, int]
    gaps: Gaps


@dataclass(frozen=True, slots=True)
class UnreadableRegister:
    """A register that is not in the dataset, and the error that is the reason."""

    source: str
    error: CommregError


def join_registers(
    sources: Iterable[str], dataset: Path, audience: Audience, as_of: date | None, today: date
) -> Iterator[JoinedRegister | UnreadableRegister]:
    """Write each register, a folder or the address of a git repository, into the dataset, one after another.

    The as-of day is `as_of`, else that of the register's settings, else `today`.
    """
    for source in sources:
        try:
            yield _join(source, dataset, audience, as_of, today)
        except CommregError as error:
            yield UnreadableRegister(_display(source), error)
        except OSError as error:
            reason = (error.strerror or "the system gives no reason").lower()
            yield UnreadableRegister(_display(source), RegisterError(f"a file of it cannot be used: {reason}"))


def _display(source: str) -> str:
    return git_clone.without_password(source) if git_clone.is_address(source) else source


def _join(source: str, dataset: Path, audience: Audience, as_of: date | None, today: date) -> JoinedRegister:
    with ExitStack() as stack:
        if git_clone.is_address(source):
            scratch = Path(stack.enter_context(TemporaryDirectory(prefix="commreg-", ignore_cleanup_errors=True)))
            config, files = _fetch(source, scratch)
        else:
            config, files = settings_file.find(Path(source)), None
        register = load(config, as_of or config.settings.as_of or today, files=files)
    published = redact_for(register, audience)
    request = ExportRequest(
        views=published.views,
        published=published,
        settings=register.settings,
        as_of=register.as_of,
        heading=register.settings.organisation.heading,
        options={},
        files_with_errors=len(register.excluded_files),
    )
    return JoinedRegister(
        _display(source),
        write_partition(dataset, request),
        request.heading,
        register.as_of,
        len(published.views),
        left_out(request),
        _gaps(published.views, register.settings.organisation),
    )


def _fetch(address: str, scratch: Path) -> tuple[Config, list[SourceFile]]:
    """The settings and files at the last commit of a repository. Raises RegisterError if there is no register."""
    repository = git_clone.clone(address, scratch / "repository")
    snapshot = at_commit(repository, repository.commit("HEAD"), "the last commit", scratch / "settings")
    if snapshot.config is None:
        raise RegisterError("there is no register at the top of the repository", hint="clone it and name the folder")
    return snapshot.config, snapshot.files


def _gaps(views: tuple[ContractView, ...], organisation: Organisation) -> Gaps:
    return Gaps(
        gss_code=organisation.gss_code is None,
        region=organisation.region is None,
        provider_number=sum(provider_identity(view).known_by in (None, "name") for view in views),
        cpv=sum(not (view.contract.procurement and view.contract.procurement.cpv) for view in views),
        annual_value=sum(view.stated_value.annual_value is None for view in views),
        end=sum(view.facts.current_end is None for view in views),
        extensions=sum(view.contract.term.extensions is None for view in views),
    )
