CREATE TABLE meta (
  name TEXT PRIMARY KEY,  -- What is said: format, organisation, as_of, audience, and what is not in it.
  value TEXT  -- What it is.
);

CREATE TABLE service_areas (
  id TEXT PRIMARY KEY,  -- Id in the settings.
  name TEXT  -- Its name.
);

CREATE TABLE providers (
  id INTEGER PRIMARY KEY,  -- Number within this file alone.
  name TEXT NOT NULL UNIQUE,  -- The name, as the contracts spell it.
  type TEXT,  -- What sort of body it is; blank, here and below, where two contracts differ.
  company_number TEXT,  -- Companies House number.
  charity_number TEXT,  -- Charity Commission number.
  sme INTEGER,  -- Whether it has fewer than 250 staff.
  vcse INTEGER  -- Whether it is a voluntary, community or social enterprise.
);

CREATE TABLE contracts (
  id TEXT PRIMARY KEY,  -- The file's name without .yaml. Never used again for another contract.
  reference TEXT,  -- The council's own contract number.
  title TEXT NOT NULL,  -- Title of the agreement.
  kind TEXT,  -- What sort of agreement it is.
  provider TEXT,  -- The provider's name, spelt the same in every contract.
  provider_type TEXT,  -- What sort of body the provider is.
  company_number TEXT,  -- Companies House number, all eight characters.
  charity_number TEXT,  -- Charity Commission number.
  sme INTEGER,  -- Whether it has fewer than 250 staff (Transparency Code 2015).
  vcse INTEGER,  -- Whether it is a voluntary, community or social enterprise.
  service_area TEXT NOT NULL REFERENCES service_areas (id),  -- An id from [service_areas] in the settings.
  description TEXT,  -- What is bought, for whom.
  statutory_basis TEXT,  -- Act and section, for example Children and Families Act 2014, section 32.
  limited_choice TEXT,  -- Why there is no open market, where there is none.
  ends_when TEXT,  -- For a contract with no end date: what ends it.
  review_on TEXT,  -- For a contract with no end date: when it is next reviewed.
  terminated_on TEXT,  -- The last day of service, if it was ended early.
  termination_reason TEXT,  -- Why it ended early.
  closed_on TEXT,  -- The day somebody confirmed that it had run out and was closed.
  value_certainty TEXT,  -- How firm it is, where that is stated.
  value_at_award TEXT,  -- Pounds as awarded, on the same basis, where the amount has changed since.
  value_at_award_pence INTEGER,  -- The same in pence (value_at_award).
  value_variation TEXT,  -- How it may vary, for example plus or minus 10% in year 2.
  value_uplift TEXT,  -- How and when the price is reviewed.
  irrecoverable_vat TEXT,  -- VAT the council cannot recover, in pounds.
  irrecoverable_vat_pence INTEGER,  -- The same in pence (irrecoverable_vat).
  regime TEXT,  -- The law it was bought under.
  route TEXT,  -- The procedure used.
  commenced_on TEXT,  -- The day the procurement began; decides which thresholds apply.
  awarded_on TEXT,  -- The day of the award.
  signed_on TEXT,  -- The day the contract was entered into; notices are due from it.
  threshold_value TEXT,  -- The most it could come to over the longest term, with options and VAT: what the thresholds of the law are compared with (Procurement Act 2023, Schedule 3).
  threshold_value_pence INTEGER,  -- The same in pence (threshold_value).
  framework TEXT,  -- Id of the framework it was called off from.
  lot TEXT,  -- Lot of the framework.
  exemption_reason TEXT,  -- Why there is leave not to compete, if there is.
  exemption_until TEXT,  -- The last day that leave covers.
  frequency TEXT,  -- How often the contract is reviewed.
  owner TEXT,  -- The post that answers for it. A role; never a person's name.
  forum TEXT,  -- The meeting that it reports to.
  last_meeting_on TEXT,  -- The day of the last review meeting.
  rating TEXT,  -- The latest performance rating.
  rated_on TEXT,  -- The day of that rating.
  rating_reason TEXT,  -- What that rating rests on.
  oversight TEXT,  -- Contract management and oversight, in words.
  value_for_money TEXT,  -- What can be said of value for money.
  intention TEXT,  -- What is meant to happen at the end.
  estimated_value TEXT,  -- What the successor is expected to cost, in pounds.
  estimated_value_pence INTEGER,  -- The same in pence (estimated_value).
  supersedes TEXT,  -- Id of the contract it took over from.
  checked_on TEXT,  -- When somebody last confirmed this entry.
  notes TEXT,  -- Remarks for colleagues. Never published.
  service_area_name TEXT,  -- The name of the service area, from the settings.
  statutory INTEGER,  -- Whether it discharges a statutory duty.
  extensions INTEGER,  -- How many extensions are provided for; 0 says none, blank says not recorded.
  state TEXT,  -- Where the contract stands on the day: running, ended, still open, closed …
  start TEXT,  -- The first day of service.
  initial_end TEXT,  -- The last day as signed.
  current_end TEXT,  -- The last day with the extensions used, or the day of termination.
  final_end TEXT,  -- The last day if every extension still available is used.
  days_left INTEGER,  -- Days to the current end; 0 on the last day, negative after it.
  can_extend_to TEXT,  -- The final end, where an extension is still available.
  notice_by TEXT,  -- The last day to serve notice of the next extension.
  notice_by_default INTEGER,  -- Whether that day rests on the council's usual notice, as the contract has none.
  window_months INTEGER,  -- Length of the recommissioning window, in months.
  window_opens TEXT,  -- The day the recommissioning window opens, from the current end.
  window_open INTEGER,  -- Whether it is open.
  days_in_window INTEGER,  -- Days since it opened; negative while it is to open.
  final_window_opens TEXT,  -- The same from the final end.
  successor TEXT,  -- Id of the contract that takes over, where the register has one.
  successor_start TEXT,  -- The first day of that contract.
  value TEXT,  -- Pounds as stated: the amount, or else the sum of parts on one basis.
  value_pence INTEGER,  -- The same in pence (value).
  value_basis TEXT,  -- What that covers: whole-term, annual, monthly, weekly, per-case, ceiling, unstated.
  value_firm INTEGER,  -- Whether nothing in it is said to be estimated or not guaranteed.
  leads_to TEXT,  -- What the work leads to: a new contract, a service of the council's own …
  stage TEXT,  -- The stage reached; none where every stage is done, or there is no plan.
  days_behind INTEGER,  -- Days behind the plan; negative where there are days in hand.
  earliest_new_start TEXT,  -- The earliest first day of what comes next, if work goes on from the day.
  gap_days INTEGER,  -- Days between the current end and that day.
  closes_gap TEXT,  -- What would close the gap, in words.
  closes_gap_with TEXT,  -- The same in a word: extension, exemption, nothing, not recorded.
  gap_days_left_open INTEGER,  -- Days that would stay open even so.
  next_action TEXT,  -- What to do next.
  next_by TEXT,  -- The last day for it.
  plan_begins TEXT,  -- The latest first day of the plan.
  pace TEXT,  -- Which lead times apply: usual, or a pace of the settings.
  lead_times_cut_to INTEGER,  -- Per cent that the lead times were cut to, where there was not room for all.
  withheld TEXT,  -- The fields that this audience is not shown, with a semicolon between.
  provider_id INTEGER REFERENCES providers (id)  -- The provider; blank where its name is withheld.
);

CREATE INDEX contracts_provider_id ON contracts (provider_id);

CREATE INDEX contracts_service_area ON contracts (service_area);

CREATE INDEX contracts_current_end ON contracts (current_end);

CREATE INDEX contracts_notice_by ON contracts (notice_by);

CREATE TABLE extensions (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Its place in the contract's list, from 1.
  months INTEGER,  -- How many months it adds.
  until TEXT,  -- The last day it extends to, where the contract names a day.
  state TEXT,  -- available, exercised, declined or lapsed.
  from_end TEXT,  -- The end it extends; blank where it was declined or lapsed.
  to_end TEXT,  -- The last day it leads to; blank likewise.
  notice_months INTEGER,  -- Months of notice, as the contract says.
  notice_by TEXT,  -- The last day to serve notice, where it can still be used.
  notice_by_default INTEGER,  -- Whether that day rests on the council's usual notice, as the contract has none.
  provided INTEGER,  -- Whether the contract as signed provides for it.
  decided_by TEXT,  -- Who decided on it.
  decided_on TEXT,  -- The day of the decision.
  decision TEXT,  -- What was decided.
  decision_reference TEXT,  -- Report or minute number.
  note TEXT,  -- Anything a reader should know of it.
  PRIMARY KEY (contract, number)
);

CREATE INDEX extensions_notice_by ON extensions (notice_by);

CREATE TABLE deadlines (
  due_on TEXT,  -- The last day for it, or the day it happens.
  contract TEXT REFERENCES contracts (id),  -- Id of the contract; blank for what concerns the whole register.
  title TEXT,  -- Title of the contract.
  kind TEXT,  -- What it is about: a word of the kinds of deadline.
  what TEXT,  -- What is to be done.
  overdue INTEGER,  -- Whether the day has passed and it is still to be done.
  days_left INTEGER,  -- Days to it; negative where it has passed.
  owner TEXT,  -- The post that answers for the contract.
  basis TEXT,  -- How the day was reckoned.
  source TEXT,  -- On what authority.
  event INTEGER,  -- Whether it only happens, so that nobody can be late with it.
  key TEXT  -- Tells it from others of its kind of the same contract.
);

CREATE INDEX deadlines_contract ON deadlines (contract);

CREATE INDEX deadlines_due_on ON deadlines (due_on);

CREATE INDEX deadlines_kind ON deadlines (kind);

CREATE TABLE stages (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Its place in the contract's list, from 1.
  stage TEXT,  -- The stage.
  latest_start TEXT,  -- The latest day to begin it.
  latest_finish TEXT,  -- The latest day to finish it.
  days INTEGER,  -- Days it takes.
  started_on TEXT,  -- The day work on it began, as recorded.
  completed_on TEXT,  -- The day it was done, as recorded.
  decided_by TEXT,  -- Who decides at the end of it.
  decide_by TEXT,  -- The last day for that decision, or the meeting planned for it.
  decision_notice_by TEXT,  -- The last day to publish the notice of that decision.
  PRIMARY KEY (contract, number)
);

CREATE TABLE spend (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Its place in the contract's list, from 1.
  year TEXT,  -- Financial year.
  kind TEXT,  -- actual, committed or forecast.
  amount TEXT,  -- Pounds.
  amount_pence INTEGER,  -- The same in pence (amount).
  PRIMARY KEY (contract, number)
);

CREATE TABLE value_parts (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Its place in the contract's list, from 1.
  what TEXT,  -- What the part pays for.
  amount TEXT,  -- Pounds.
  amount_pence INTEGER,  -- The same in pence (amount).
  basis TEXT,  -- What the amount covers.
  certainty TEXT,  -- How firm it is.
  PRIMARY KEY (contract, number)
);

CREATE TABLE decisions (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Its place in the contract's list, from 1.
  body TEXT,  -- Who decided.
  decided_on TEXT,  -- The day of the decision.
  what TEXT,  -- What was decided.
  reference TEXT,  -- Report or minute number.
  key_decision INTEGER,  -- Whether it was a key decision.
  forward_plan TEXT,  -- Forward plan reference.
  PRIMARY KEY (contract, number)
);

CREATE TABLE fields (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract.
  number INTEGER,  -- Its place in the contract's list, from 1.
  field TEXT,  -- A field of the contract's file, by the name of its column in export csv.
  value TEXT,  -- What it says, as the file has it.
  PRIMARY KEY (contract, number)
);

CREATE INDEX fields_field ON fields (field);

CREATE TABLE withheld (
  contract TEXT REFERENCES contracts (id),  -- Id of the contract; blank for an entry kept back whole.
  field TEXT,  -- What is not shown.
  words TEXT,  -- What stands in its place.
  basis TEXT,  -- The ground in law; blank for what is internal by the settings.
  reason TEXT  -- Why it applies.
);

CREATE INDEX withheld_contract ON withheld (contract);

CREATE VIEW not_over AS
-- The contracts that there is still something to do about.
SELECT * FROM contracts WHERE state NOT IN ('closed', 'superseded', 'terminated', 'draft');

CREATE VIEW ending AS
-- What ends when, and what can still be done about it. Add WHERE days_left <= 730 for the next two years.
SELECT title, provider, service_area_name, current_end, days_left, state, can_extend_to, notice_by, notice_by_default,
       statutory, value, value_basis, id
FROM not_over
WHERE current_end IS NOT NULL
ORDER BY current_end, id;

CREATE VIEW behind AS
-- Where recommissioning is late or a gap is coming, what closes it, and what to do next.
SELECT title, provider, service_area_name, current_end, stage, days_behind, gap_days, closes_gap_with,
       gap_days_left_open, next_action, next_by, statutory, id
FROM not_over
WHERE days_behind > 0 OR gap_days > 0
ORDER BY days_behind DESC, current_end, id;

CREATE VIEW value_by_service_area AS
-- Stated values of contracts that are not over, added up only where they cover the same thing; and how many have none.
SELECT service_area_name, coalesce(value_basis, 'no amount shown') AS covers, count(*) AS contracts,
       CASE WHEN sum(value_pence) IS NOT NULL
            THEN printf('%d.%02d', sum(value_pence) / 100, sum(value_pence) % 100) END AS stated_value,
       sum(value_firm = 0) AS of_these_not_firm
FROM not_over
GROUP BY service_area_name, value_basis
ORDER BY service_area_name, value_basis;
