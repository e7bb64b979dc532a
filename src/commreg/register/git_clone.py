"""Fetch a repository that is elsewhere, to read the register in it. The only code that uses the network, by git."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from commreg.diagnostics.errors import GitError
from commreg.register.git import Repository, run_git

PROTOCOLS = ("https", "ssh")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://|:)|[^\s/@]+@[^\s/:]+:")
_SCP_FORM = re.compile(r"\w[\w.-]*@\w[\w.-]*:[^\s:-][^\s:]*")  # git@host:council/register.git, which is ssh


def is_address(source: str) -> bool:
    """Whether a source is the address of a repository, and not a folder."""
    return bool(_ADDRESS.match(source))


def without_password(address: str) -> str:
    """An address as it may be shown: without the name and password in it."""
    if "://" not in address:
        return address
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def clone(address: str, folder: Path) -> Repository:
    """The last commit of the repository at an address, without a working tree, in a folder that does not exist yet.

    Only PROTOCOLS are used, https asks for no password, and no hook or submodule of the repository is used. Raises
    GitError if it cannot be fetched.
    """
    if not _is_safe(address):
        raise GitError(
            f"{without_password(address)} is not read: only addresses that begin with https:// or ssh:// are",
            hint="clone it yourself and name the folder",
        )
    try:
        run_git(
            folder.parent,
            *("-c", "core.hooksPath=/dev/null", "-c", "transfer.fsckObjects=true", "-c", "submodule.recurse=false"),
            *("clone", "--quiet", "--bare", "--depth=1", "--single-branch", "--no-tags", "--template=", "--"),
            *(address, str(folder)),
            variables={"GIT_ALLOW_PROTOCOL": ":".join(PROTOCOLS)},
        )
    except GitError as error:
        public_address = without_password(address)
        message, hint = (text.replace(address, public_address) for text in (error.message, error.hint or ""))
        raise GitError(message, hint or None) from None
    return Repository(folder, "")


def _is_safe(address: str) -> bool:
    """Whether an address uses a safe protocol, and has no part that git or ssh could read as an option."""
    protocol, separator, rest = address.partition("://")
    if not separator:
        return "ssh" in PROTOCOLS and bool(_SCP_FORM.fullmatch(address))
    return protocol in PROTOCOLS and bool(re.fullmatch(r"[^\s-]\S*", rest)) and "@-" not in rest
