CREATE TABLE meta (
  name TEXT PRIMARY KEY,  -- Name: format, organisation, as_of, audience, and what is left out.
  value TEXT  -- Value.
);

CREATE TABLE service_areas (
  id TEXT PRIMARY KEY,  -- Id in the settings.
  name TEXT  -- Name in the settings.
);

CREATE TABLE providers (
  id INTEGER PRIMARY KEY,  -- Number in this file only.
  name TEXT NOT NULL UNIQUE,  -- Name, as in the contracts.
  type TEXT,  -- Type of provider; blank, here and below, if its contracts differ.
  company_number TEXT,  -- Companies House number.
  charity_number TEXT,  -- Charity Commission number.
  sme INTEGER,  -- Whether it has fewer than 250 staff.
  vcse INTEGER  -- Whether it is a voluntary, community or social enterprise.
);

CREATE TABLE contracts (
  id TEXT PRIMARY KEY,  -- The file name without .yaml. It is never reused for another contract.
  reference TEXT,  -- The council's own contract number.
  title TEXT NOT NULL,  -- Title of the agreement.
  kind TEXT,  -- Type of agreement.
  provider TEXT,  -- The provider's name, spelt the same in every contract.
  provider_type TEXT,  -- Type of organisation.
  company_number TEXT,  -- Companies House number, all 8 characters.
  charity_number TEXT,  -- Charity Commission number.
  sme INTEGER,  -- Whether it has fewer than 250 staff (Transparency Code 2015).
  vcse INTEGER,  -- Whether it is a voluntary, community or social enterprise.
  service_area TEXT NOT NULL REFERENCES service_areas (id),  -- An id from [service_areas] in the settings.
  description TEXT,  -- What is provided, and for whom.
  statutory_basis TEXT,  -- Act and section, for example Children and Families Act 2014, section 32.
  limited_choice TEXT,  -- Why there is no open market, if there is none.
  ends_when TEXT,  -- For a contract with no end date: what ends it.
  review_on TEXT,  -- For a contract with no end date: date of the next review.
  terminated_on TEXT,  -- The last day of service, if the contract ended early.
  termination_reason TEXT,  -- Why it ended early.
  closed_on TEXT,  -- Date on which it was confirmed as ended and closed.
  value_certainty TEXT,  -- How certain the amount is, if that is stated.
  value_at_award TEXT,  -- Amount at award in pounds, on the same basis, if it has changed since.
  value_at_award_pence INTEGER,  -- The same amount in pence (value_at_award).
  value_variation TEXT,  -- How it can vary, for example plus or minus 10% in year 2.
  value_uplift TEXT,  -- How and when the price is reviewed.
  irrecoverable_vat TEXT,  -- How much of the amount is VAT that the council cannot recover, in pounds.
  irrecoverable_vat_pence INTEGER,  -- The same amount in pence (irrecoverable_vat).
  regime TEXT,  -- The procurement law that applied.
  route TEXT,  -- The procedure used.
  commenced_on TEXT,  -- Date the procurement started. It decides which thresholds apply.
  awarded_on TEXT,  -- Date of award.
  signed_on TEXT,  -- Date the contract was signed. Deadlines for notices run from it.
  threshold_value TEXT,  -- The highest possible value over the longest term, including options and VAT. It is compared with the legal thresholds (Procurement Act 2023, Schedule 3).
  threshold_value_pence INTEGER,  -- The same amount in pence (threshold_value).
  framework TEXT,  -- Id of the framework that it is a call-off from.
  lot TEXT,  -- Lot of the framework.
  exemption_reason TEXT,  -- Why the contract was exempted from competition.
  exemption_until TEXT,  -- The last day that the exemption covers.
  frequency TEXT,  -- How often the contract is reviewed.
  owner TEXT,  -- The post responsible for it. Give a job title, never a person's name.
  forum TEXT,  -- The meeting it is reported to.
  last_meeting_on TEXT,  -- Date of the last review meeting.
  rating TEXT,  -- The latest performance rating.
  rated_on TEXT,  -- The day of the latest rating.
  rating_reason TEXT,  -- The evidence for the latest rating.
  oversight TEXT,  -- Contract management and oversight, as free text.
  value_for_money TEXT,  -- Evidence of value for money, as free text.
  intention TEXT,  -- What the council intends to do when the contract ends.
  estimated_value TEXT,  -- Estimated value of the next contract, in pounds.
  estimated_value_pence INTEGER,  -- The same amount in pence (estimated_value).
  estimated_value_basis TEXT,  -- What the estimated value covers.
  estimated_term_months INTEGER,  -- Length of the next contract in months, with any extensions.
  estimated_value_certainty TEXT,  -- How certain the estimated value is, if that is stated.
  supersedes TEXT,  -- Id of the contract it replaced.
  checked_on TEXT,  -- Date this entry was last checked.
  notes TEXT,  -- Remarks for colleagues. Never published.
  service_area_name TEXT,  -- The name of the service area, from the settings.
  statutory INTEGER,  -- Whether the service is a statutory duty.
  extensions INTEGER,  -- Number of extensions in the contract; 0 is none, blank is not recorded.
  keep_records_until TEXT,  -- The last day to keep the records of the award: three years from entry (Procurement Act 2023, section 98).
  state TEXT,  -- State of the contract on the as-of date: running, closed, terminated …
  start TEXT,  -- The first day of service.
  initial_end TEXT,  -- Original end date, as signed.
  current_end TEXT,  -- Current end date: with the extensions used and the renewals made, or the day of termination.
  final_end TEXT,  -- Final end date, if every extension that can still be used is used, or the limit of automatic renewal; blank if it renews without a limit.
  days_left INTEGER,  -- Days until the current end; 0 on the last day, negative after it.
  can_extend_to TEXT,  -- Final end date; blank if no extension can still be used and no limited renewal follows.
  notice_by TEXT,  -- The last day to give notice of the next extension that can still be used.
  notice_by_working_day TEXT,  -- The last working day by then; blank if the bank holidays of that year are not published yet.
  notice_by_default INTEGER,  -- Whether that day uses the council's usual notice because the contract gives none.
  notice_passed_on TEXT,  -- The last day for notice of an available extension, if it has passed: ask the provider about it.
  window_months INTEGER,  -- Length of the recommissioning window in months.
  window_opens TEXT,  -- The day the recommissioning window opens, before the current end.
  window_open INTEGER,  -- Whether the recommissioning window is open.
  days_in_window INTEGER,  -- Days since the window opened; negative before it opens.
  final_window_opens TEXT,  -- The day the window opens before the final end.
  successor TEXT,  -- Id of the next contract, if the register has one.
  successor_start TEXT,  -- The first day of the next contract.
  renews_to TEXT,  -- The end after the next automatic renewal, which follows unless notice is given.
  renewal_notice_by TEXT,  -- The last day to give notice that the contract is not to renew.
  renewal_notice_by_working_day TEXT,  -- The last working day by then; blank if the bank holidays of that year are not published yet.
  value TEXT,  -- Contract value in pounds: the amount, or the sum of the parts if they have one basis.
  value_pence INTEGER,  -- The same amount in pence (value).
  value_basis TEXT,  -- What the value covers: whole-term, annual, monthly, weekly, per-case, ceiling, unstated.
  value_firm INTEGER,  -- Whether no part of the value is an estimate or not guaranteed.
  annual_value TEXT,  -- Pounds a year, worked out from the value; blank if its basis or the recorded term does not allow it.
  annual_value_pence INTEGER,  -- The same amount in pence (annual_value).
  value_with_options TEXT,  -- Pounds over the longest term, with every extension used, net of VAT; blank if the file does not show it.
  value_with_options_pence INTEGER,  -- The same amount in pence (value_with_options).
  planned_outcome TEXT,  -- The planned outcome: new-contract, limited-choice, in-house, closing, successor.
  stage TEXT,  -- Current stage; blank if every stage is done or there is no plan.
  days_behind INTEGER,  -- Days behind the plan; negative if there are days in hand.
  earliest_new_start TEXT,  -- The earliest day the next contract can start, if work continues now.
  closes_gap TEXT,  -- How to cover the gap, in words.
  closes_gap_with TEXT,  -- What covers the gap: extension, exemption, nothing, not recorded.
  gap_days_left_open INTEGER,  -- Days with no contract even then.
  next_action TEXT,  -- Next step.
  next_by TEXT,  -- The last day for the next step.
  plan_begins TEXT,  -- The latest day the plan can start.
  timetable TEXT,  -- Which lead times apply: usual, a timetable of the settings, or default if the settings have none.
  lead_times_percent INTEGER,  -- Lead times as a percentage of their full length, if compressed to fit.
  verdict TEXT,  -- Verdict on the end of the contract: ended, exempt, gap, unknown, extend, late, on-time, not-started, open-ended, closed.
  decide_by TEXT,  -- The last day to decide on the extension that is needed or intended, or on the renewal that follows.
  gap_from TEXT,  -- The first day with no contract, if nothing is done.
  gap_days INTEGER,  -- Days with no contract, if nothing is done; 0 if there is no gap.
  verdict_text TEXT,  -- The verdict in a sentence.
  withheld TEXT,  -- Fields withheld from this audience, separated by semicolons.
  provider_id INTEGER REFERENCES providers (id)  -- The provider; blank if its name is withheld.
);

CREATE INDEX contracts_provider_id ON contracts (provider_id);

CREATE INDEX contracts_service_area ON contracts (service_area);

CREATE INDEX contracts_current_end ON contracts (current_end);

CREATE INDEX contracts_notice_by ON contracts (notice_by);

CREATE TABLE extensions (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Number of the extension in the contract, from 1.
  months INTEGER,  -- How many months it adds.
  until TEXT,  -- The last day it extends to, if the contract names a day.
  state TEXT,  -- available, exercised, declined or lapsed.
  from_end TEXT,  -- The end that it extends; blank if it is not used and cannot be.
  to_end TEXT,  -- The last day of service with it; blank if it is not used and cannot be.
  notice TEXT,  -- Notice period in the contract: 6m, 12w, 90d.
  notice_by TEXT,  -- The last day to give notice; blank if it was used or declined, or has lapsed.
  notice_by_default INTEGER,  -- Whether that day uses the council's usual notice because the contract gives none.
  provided INTEGER,  -- Whether the contract as signed provides for it.
  decided_by TEXT,  -- Who took the decision.
  decided_on TEXT,  -- The day of the decision.
  decision TEXT,  -- What was decided.
  decision_reference TEXT,  -- Report or minute number.
  note TEXT,  -- Anything else a reader should know about it.
  notice_by_working_day TEXT,  -- The last working day by then; blank if the bank holidays of that year are not published yet.
  PRIMARY KEY (contract, number)
);

CREATE INDEX extensions_notice_by ON extensions (notice_by);

CREATE TABLE deadlines (
  due_on TEXT,  -- Due by this day, or the day of the event.
  contract TEXT REFERENCES contracts (id),  -- Id of the contract; blank if it concerns the whole register.
  title TEXT,  -- Title of the contract.
  kind TEXT,  -- Kind of deadline.
  what TEXT,  -- What is to be done.
  overdue INTEGER,  -- Whether the day has passed and it is still to be done.
  days_left INTEGER,  -- Days until then; negative if the day has passed.
  owner TEXT,  -- The post that owns the contract.
  basis TEXT,  -- How the day was worked out.
  source TEXT,  -- Law, policy or contract term that it comes from.
  event INTEGER,  -- Whether it is an event, with nothing to be late for.
  key TEXT,  -- Identifies it among deadlines of the same kind and contract.
  working_day TEXT  -- For notice to the other side: the last working day by then, if the bank holidays are published.
);

CREATE INDEX deadlines_contract ON deadlines (contract);

CREATE INDEX deadlines_due_on ON deadlines (due_on);

CREATE INDEX deadlines_kind ON deadlines (kind);

CREATE TABLE stages (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Position within the contract, from 1.
  stage TEXT,  -- Stage of recommissioning.
  latest_start TEXT,  -- The latest day to start it.
  latest_finish TEXT,  -- The latest day to finish it.
  days INTEGER,  -- Days needed.
  started_on TEXT,  -- The recorded day it was started.
  completed_on TEXT,  -- The recorded day it was completed.
  decided_by TEXT,  -- Who takes the decision at the end of the stage.
  decide_by TEXT,  -- The last day for the decision, or the day of the planned meeting.
  decision_notice_by TEXT,  -- The last day to publish notice of the decision.
  PRIMARY KEY (contract, number)
);

CREATE TABLE spend (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Position within the contract, from 1.
  year TEXT,  -- Financial year.
  kind TEXT,  -- actual, committed or forecast.
  amount TEXT,  -- Pounds.
  amount_pence INTEGER,  -- The same amount in pence (amount).
  PRIMARY KEY (contract, number)
);

CREATE TABLE value_parts (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Position within the contract, from 1.
  what TEXT,  -- What the part pays for.
  amount TEXT,  -- Pounds.
  amount_pence INTEGER,  -- The same amount in pence (amount).
  basis TEXT,  -- What the amount covers.
  certainty TEXT,  -- How certain the amount is.
  PRIMARY KEY (contract, number)
);

CREATE TABLE decisions (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Position within the contract, from 1.
  body TEXT,  -- Who took the decision.
  decided_on TEXT,  -- The day of the decision.
  what TEXT,  -- What was decided.
  reference TEXT,  -- Report or minute number.
  key_decision INTEGER,  -- Whether it was a key decision.
  forward_plan TEXT,  -- Forward plan reference.
  PRIMARY KEY (contract, number)
);

CREATE TABLE fields (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Position within the contract, from 1.
  field TEXT,  -- Field of the contract file, named as in export csv.
  value TEXT,  -- Value, as in the file.
  PRIMARY KEY (contract, number)
);

CREATE INDEX fields_field ON fields (field);

CREATE TABLE withheld (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract; blank for an entry withheld completely.
  field TEXT,  -- Withheld field.
  words TEXT,  -- Redaction shown in its place.
  basis TEXT,  -- Legal ground; blank if the settings make the field internal.
  reason TEXT  -- Why it applies.
);

CREATE INDEX withheld_contract ON withheld (contract);

CREATE VIEW not_over AS
-- Contracts that are not closed, superseded, terminated or drafts.
SELECT * FROM contracts WHERE state NOT IN ('closed', 'superseded', 'terminated', 'draft');

CREATE VIEW ending AS
-- Contracts by end date, with the extensions still available. Add WHERE days_left <= 730 for the next two years.
SELECT title, provider, service_area_name, current_end, days_left, state, can_extend_to, notice_by, notice_by_default,
       statutory, value, value_basis, id
FROM not_over
WHERE current_end IS NOT NULL
ORDER BY current_end, id;

CREATE VIEW behind AS
-- Contracts behind plan or with a gap ahead: what covers it, and the next step.
SELECT title, provider, service_area_name, current_end, stage, days_behind, gap_days, closes_gap_with,
       gap_days_left_open, next_action, next_by, statutory, id
FROM not_over
WHERE days_behind > 0 OR gap_days > 0
ORDER BY days_behind DESC, current_end, id;

CREATE VIEW value_by_service_area AS
-- Contract values by service area, added up only on the same basis; and how many contracts have none.
SELECT service_area_name, coalesce(value_basis, 'no amount shown') AS covers, count(*) AS contracts,
       CASE WHEN sum(value_pence) IS NOT NULL
            THEN printf('%d.%02d', sum(value_pence) / 100, sum(value_pence) % 100) END AS stated_value,
       sum(value_firm = 0) AS of_these_not_firm
FROM not_over
GROUP BY service_area_name, value_basis
ORDER BY service_area_name, value_basis;
