"""commreg todo"""

from __future__ import annotations

from commreg.cli.options import ListingOptions, listing_command


@listing_command()
def todo(options: ListingOptions) -> None:
    """List what is still to be checked or recorded, by owner.

    Open comments in files, queries, entries to confirm, and what is not recorded where a check asks for it.

    \b
    Example:
      commreg todo --owner "Head of Early Help"
    """
    from commreg.listings import todo as listing

    register, pinned_in = options.open()
    paths = {entry.contract.id: entry.path for entry in register.entries}
    work = listing.table(options.select(register), paths, register.findings)
    options.write_listing("todo", register, pinned_in, tables=(work,), notes=listing.notes(work))
