import accountsEn from '../accounts/i18n/en.ts';
import accountsNl from '../accounts/i18n/nl.ts';
import casesEn from '../cases/i18n/en.ts';
import casesNl from '../cases/i18n/nl.ts';
import dashboardEn from '../dashboard/i18n/en.ts';
import dashboardNl from '../dashboard/i18n/nl.ts';
import developmentEn from '../development/i18n/en.ts';
import developmentNl from '../development/i18n/nl.ts';
import formsEn from '../forms/i18n/en.ts';
import formsNl from '../forms/i18n/nl.ts';
import helpEn from '../help/i18n/en.ts';
import helpNl from '../help/i18n/nl.ts';
import inboxEn from '../inbox/i18n/en.ts';
import inboxNl from '../inbox/i18n/nl.ts';
import informationEn from '../information/i18n/en.ts';
import informationNl from '../information/i18n/nl.ts';
import meetingsEn from '../meetings/i18n/en.ts';
import meetingsNl from '../meetings/i18n/nl.ts';
import modellerEn from '../modeller/i18n/en.ts';
import modellerNl from '../modeller/i18n/nl.ts';
import oversightEn from '../oversight/i18n/en.ts';
import oversightNl from '../oversight/i18n/nl.ts';
import readinessEn from '../readiness/i18n/en.ts';
import readinessNl from '../readiness/i18n/nl.ts';
import personEn from '../person/i18n/en.ts';
import personNl from '../person/i18n/nl.ts';
import provisionEn from '../provision/i18n/en.ts';
import provisionNl from '../provision/i18n/nl.ts';
import retentionEn from '../retention/i18n/en.ts';
import retentionNl from '../retention/i18n/nl.ts';
import transferEn from '../transfer/i18n/en.ts';
import transferNl from '../transfer/i18n/nl.ts';
import commonEn from './en.ts';
import commonNl from './nl.ts';

/** Texts by namespace; each folder of the web app keeps its own. Dutch is the source, English has the same keys. */
export const dutch = {
  common: commonNl,
  inbox: inboxNl,
  cases: casesNl,
  development: developmentNl,
  forms: formsNl,
  help: helpNl,
  information: informationNl,
  meetings: meetingsNl,
  person: personNl,
  provision: provisionNl,
  modeller: modellerNl,
  dashboard: dashboardNl,
  accounts: accountsNl,
  readiness: readinessNl,
  retention: retentionNl,
  transfer: transferNl,
  oversight: oversightNl,
};

export const english = {
  common: commonEn,
  inbox: inboxEn,
  cases: casesEn,
  development: developmentEn,
  forms: formsEn,
  help: helpEn,
  information: informationEn,
  meetings: meetingsEn,
  person: personEn,
  provision: provisionEn,
  modeller: modellerEn,
  dashboard: dashboardEn,
  accounts: accountsEn,
  readiness: readinessEn,
  retention: retentionEn,
  transfer: transferEn,
  oversight: oversightEn,
};
