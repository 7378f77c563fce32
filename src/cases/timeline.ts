import type { TimelineEntry } from '../contract/http.ts';
import type { CaseFile, TimelineKind, TimelineRecord } from './case-file.ts';

type Extra = Partial<Pick<TimelineRecord, 'stepName' | 'partnerId' | 'detail'>>;

/** The case file with one more entry in its timeline. */
export function withTimeline(caseFile: CaseFile, kind: TimelineKind, at: Date, extra: Extra = {}): CaseFile {
  const record: TimelineRecord = { at, kind, stepName: null, partnerId: null, detail: null, ...extra };
  return { ...caseFile, timeline: [...caseFile.timeline, record] };
}

const screeningResults: Readonly<Record<string, string>> = {
  admit: 'eensluidend: opnemen',
  refer: 'eensluidend: verwijzen',
  stop: 'eensluidend: stoppen',
  'no-agreement': 'geen eensluidend oordeel',
};

const rightsKindTexts: Readonly<Record<string, string>> = {
  access: 'inzage',
  correction: 'verbetering',
  erasure: 'verwijdering',
};

const texts: { readonly [K in TimelineKind]: (record: TimelineRecord) => string } = {
  'case-opened': () => 'Casus geopend na een signaal',
  'signal-added': () => 'Nieuw signaal toegevoegd',
  'step-submitted': ({ stepName }) => `Afgerond: ${stepName ?? 'stap'}`,
  'screening-round-started': ({ detail }) => `Weging gestart, ronde ${detail ?? '1'}`,
  'screening-tallied': ({ detail }) => `Weging geteld: ${screeningResults[detail ?? ''] ?? 'uitslag bekend'}`,
  'composition-registered': () => 'Samenstelling en casusregisseur vastgelegd',
  'handover-requested': () => 'Overdracht van de casus gevraagd',
  'case-handed-over': () => 'Casus overgedragen aan een nieuwe casusregisseur',
  'handover-declined': () => 'Overdracht van de casus niet aangenomen',
  'information-requested': ({ detail }) => `Informatie gevraagd: ${detail ?? '0'} verzoeken`,
  'information-corrected': ({ detail }) =>
    detail === 'withdrawn' ? 'Informatie ingetrokken' : 'Informatie gecorrigeerd',
  'assessments-compared': ({ detail }) => `Beoordelingen vergeleken: ${detail ?? '0'} verschillen`,
  'information-gaps-registered': ({ detail }) => `Ontbrekende informatie vastgelegd: ${detail ?? '0'} vragen`,
  'plan-sent-for-approval': ({ detail }) => `Plan, versie ${detail ?? '1'}, voorgelegd aan de partners`,
  'plan-adopted': ({ detail }) => `Plan, versie ${detail ?? '1'}, vastgesteld`,
  'plan-objected': ({ detail }) => `Plan, versie ${detail ?? '1'}: er zijn bezwaren`,
  'interventions-started': ({ detail }) => `Interventies gestart: ${detail ?? '0'}`,
  'review-planned': () => 'Volgende evaluatie gepland',
  'review-requested': () => 'Evaluatie gevraagd vóór de geplande datum',
  'reminder-sent': ({ stepName }) => `Herinnering verstuurd: ${stepName ?? 'stap'}`,
  'subject-informed': () => 'Betrokkene geïnformeerd over de verwerking van gegevens',
  'subject-not-informed': () => 'Gemotiveerd waarom betrokkene nog niet wordt geïnformeerd',
  'notice-exception-lapsed': () => 'Gemeld: een reden om niet te informeren is vervallen',
  'rights-request-recorded': ({ detail }) =>
    `Verzoek van betrokkene vastgelegd: ${rightsKindTexts[detail ?? ''] ?? 'rechten'}`,
  'rights-request-extended': () => 'Termijn van het verzoek van betrokkene verlengd',
  'rights-request-decided': () => 'Besloten op het verzoek van betrokkene',
  'rights-request-answered': () => 'Betrokkene heeft antwoord op het verzoek',
  'access-export-made': () => 'Uitdraai voor betrokkene gemaakt',
  'data-breach-reported': ({ detail }) =>
    detail === 'break-glass' ? 'Datalek gemeld na het oordeel over noodtoegang' : 'Datalek gemeld',
  'data-breach-closed': () => 'Datalek afgesloten',
  'provision-proposed': () => 'Verstrekking aan een derde voorgesteld',
  'provision-released': () => 'Gegevens verstrekt aan een derde',
  'provision-refused': () => 'Verstrekking aan een derde afgewezen',
  'provision-answered': () => 'Een derde heeft geantwoord',
  'provision-ended': () => 'Verstrekking aan een derde beëindigd',
  'agenda-requested': () => 'Gevraagd om de casus te bespreken in het overleg',
  'discussed-in-meeting': () => 'Besproken in het casusoverleg; het verslag ligt vast',
  'meeting-decision-made': () => 'Besluit genomen in het casusoverleg',
  'meeting-decision-corrected': () => 'Besluit van het casusoverleg aangepast',
  'meeting-decision-withdrawn': () => 'Besluit van het casusoverleg ingetrokken',
  'transfer-proposed': () => 'Overdracht aan een andere gemeente voorgesteld',
  'transfer-offered': () => 'Casus aangeboden aan het andere casusoverleg',
  'transfer-without-consent': () => 'Overdracht gaat niet door: geen toestemming',
  'transfer-accepted': () => 'Het andere casusoverleg neemt de casus over',
  'transfer-declined': () => 'Het andere casusoverleg neemt de casus niet over',
  'transfer-expired': () => 'Overdracht gaat niet door: geen antwoord op tijd',
  'transfer-withdrawn': () => 'Overdracht aan een andere gemeente ingetrokken',
  'case-transferred': () => 'Casus overgedragen aan een andere gemeente; het dossier is afgeschermd',
  'case-received': ({ detail }) =>
    `Casus ontvangen uit een andere gemeente; daar was het ${detail ?? 'een casus'}`,
  'case-not-admitted': () => 'Niet opgenomen; het dossier is afgeschermd',
  'case-closed': () => 'Casus afgesloten; het dossier is afgeschermd',
  'retention-decided': ({ detail }) =>
    detail === 'destroy' ? 'Besloten tot vernietigen' : 'Besloten om langer te bewaren',
  'glass-broken': () => 'Casus geopend met noodtoegang',
  'break-glass-reviewed': ({ detail }) =>
    `Noodtoegang beoordeeld: ${detail === 'justified' ? 'gerechtvaardigd' : 'niet gerechtvaardigd'}`,
};

/**
 * What happened in a case, oldest first, in Dutch and without content of the case file.
 *
 * @param partnerName the name of a partner id
 */
export function timelineOf(caseFile: CaseFile, partnerName: (partnerId: string) => string): TimelineEntry[] {
  return caseFile.timeline.map((record) => ({
    at: record.at.toISOString(),
    text: texts[record.kind](record),
    stepName: record.stepName,
    partnerName: record.partnerId === null ? null : partnerName(record.partnerId),
  }));
}
