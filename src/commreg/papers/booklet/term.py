"""Booklet: start, end, extensions and break clauses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commreg.listings import contract_row
from commreg.model.contract import Break
from commreg.papers.booklet.lines import NOT_RECORDED, Line, day_text
from commreg.planning.contract_view import ContractView
from commreg.planning.extensions import extended_end
from commreg.planning.notice_days import break_notice_by
from commreg.planning.renewals import NextRenewal
from commreg.values.dates import long_date
from commreg.wording.dates import early_end
from commreg.wording.notice import notice_day


def term_lines(view: ContractView) -> Iterator[Line]:
    """Start, end, extensions and break clauses."""
    facts, term = view.facts, view.contract.term
    yield Line("Starts", (long_date(facts.start),))
    if facts.current_end is None:
        yield Line("Ends", ("no end date",))
        yield Line("Ends when", (term.ends_when or NOT_RECORDED,))
        yield Line("Review on", (day_text(term.review_on) or NOT_RECORDED,))
    else:
        yield Line("Ends", (_end_text(view),))
        if not facts.state.is_inactive:
            yield from _extension_lines(view)
        yield Line("Extensions", (contract_row.extension_words(view),))
        for extension in term.extensions or ():
            if extension.note:
                yield Line("Note on extension", (extension.note,))
    if term.breaks is not None:
        yield Line("Break clauses", tuple(_break_texts(view)) or ("none",))
    if facts.window_opens and not facts.state.is_inactive:
        opened = (
            "Recommissioning window opened" if facts.window_opens <= facts.as_of else "Recommissioning window opens"
        )
        yield Line(opened, (long_date(facts.window_opens),))


def _extension_lines(view: ContractView) -> Iterator[Line]:
    """The latest possible end, and the last day to give notice of an extension."""
    facts, extend = view.facts, contract_row.extend_words(view)
    if facts.state.has_ended:
        yield Line("Can extend to", ("no: it has ended",))
        return
    if facts.missed_option and not facts.options:
        yield Line("Can extend to", (f"no: {contract_row.missed_words(facts.missed_option)}",))
        return
    if facts.renewal:
        yield from _renewal_lines(facts.renewal)
        return
    yield Line("Can extend to", (long_date(extend) if isinstance(extend, date) else str(extend),))
    if option := facts.next_option:
        by_default = " (usual notice period: the contract states none)" if option.notice_by_default else ""
        passed = ", and has passed" if option.notice_by < facts.as_of else ""
        yield Line("Last day to give notice", (f"{notice_day(option.notice_by)}{by_default}{passed}",))


def _renewal_lines(renewal: NextRenewal) -> Iterator[Line]:
    yield Line("Renews to", (f"{long_date(renewal.to_end)}, unless notice is given",))
    yield Line("Last day for notice that it is not to renew", (notice_day(renewal.notice_by),))
    if renewal.limit:
        yield Line("Renews no further than", (long_date(renewal.limit),))


def _end_text(view: ContractView) -> str:
    """The current end; the original end and the reason if it has changed."""
    facts, term = view.facts, view.contract.term
    end, original = day_text(facts.current_end) or "", day_text(facts.initial_end)
    if term.terminated:
        return f"{end}, {early_end(facts)}: {term.terminated.reason.rstrip('.')}" + (
            f" (originally {original})" if original else ""
        )
    if facts.current_end == facts.initial_end:
        return end
    is_renewed = facts.current_end != extended_end(term)
    return f"{end} (originally {original}, {'renewed' if is_renewed else 'extended'})"


def _break_texts(view: ContractView) -> Iterator[str]:
    for clause in view.contract.term.breaks or ():
        by = f", by {break_party(clause)}" if clause.by else ""
        notice = break_notice_by(clause)
        yield long_date(clause.on) + by + (f", with notice by {notice_day(notice)}" if notice else "")


_PARTIES = {"council": "the council", "provider": "the provider", "either": "either side"}


def break_party(clause: Break) -> str:
    """Who may use a break clause; empty if not recorded."""
    return _PARTIES.get(clause.by.casefold(), clause.by) if clause.by else ""
