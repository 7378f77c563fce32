import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { Duration } from 'luxon';
import type { ProcessingRegister } from '../contract/accountability.ts';
import type { FieldGroup } from '../contract/access.ts';
import type { PartnerKind, Role } from '../contract/roles.ts';
import { registerInconsistencies } from './accountability/register.ts';

/** How long a step may take. Not a legal term unless `source` says so. */
export type Term = WorkingDaysTerm | CalendarTerm;

/** A term of local policy: people work on working days. */
export interface WorkingDaysTerm {
  /** Working days until the end of the last day, counted from the day after the step begins; at least 1. */
  readonly workingDays: number;
  /** A reminder goes out this many working days before the last day; fewer than `workingDays`. */
  readonly remindBeforeWorkingDays: number;
  /** Where the number comes from. */
  readonly source: string;
}

/** A term that runs on through weekends and holidays, as the terms of the GDPR do. */
export interface CalendarTerm {
  /** ISO 8601 duration. In hours it is exact (`PT72H`); in days or more it ends at the end of the last day (`P1M`). */
  readonly period: string;
  /** ISO 8601 duration before the end at which a reminder goes out; shorter than `period`. */
  readonly remindBefore: string;
  readonly source: string;
}

/** An organisation that takes part in case consultations. */
export interface ConfiguredPartner {
  readonly partnerId: string;
  readonly name: string;
  readonly kind: PartnerKind;
  /** Only of partners of kind `municipality`. */
  readonly municipalityId?: string;
}

/** A partner that is proposed when a case is composed; people decide. */
export interface Invitation {
  readonly partnerId: string;
  readonly reason: string;
}

/** A municipality consults by itself, or in the consultation that a safety house runs for its region. */
export type ConsultationSetting =
  | { readonly kind: 'local'; readonly invited: readonly Invitation[] }
  | { readonly kind: 'region'; readonly regionId: string };

/** Municipalities whose consultation a safety house (Zorg- en Veiligheidshuis) runs. */
export interface Region {
  readonly regionId: string;
  readonly name: string;
  readonly safetyHousePartnerId: string;
  readonly invited: readonly Invitation[];
}

/** What people need before they may work on cases. */
export interface AccessSettings {
  readonly secrecy: {
    /** A new version has to be acknowledged again. */
    readonly version: string;
    /** Paragraphs, Dutch. */
    readonly text: readonly string[];
    readonly source: string;
  };
  readonly breakGlass: {
    /** How long somebody may read a case that they opened in an emergency. */
    readonly hours: number;
    readonly source: string;
  };
}

/** An organisation outside the consultation (derde) that can be provided something, and never takes part. */
export interface ExternalParty {
  readonly partyId: string;
  readonly name: string;
}

/** Who may read a group of fields, and for what. System support reads none. */
export interface FieldGroupAccess {
  /** Dutch. */
  readonly title: string;
  readonly casework: readonly PartnerKind[];
  readonly lawfulnessReview: boolean;
  /** Whether who may not read it may know that there is something. */
  readonly existence: 'shown' | 'hidden';
  readonly source: string;
}

export interface FieldAccess {
  readonly groups: { readonly [G in FieldGroup]: FieldGroupAccess };
  /** Groups of what is marked with a category in a form. */
  readonly categories: { readonly [category: string]: readonly FieldGroup[] };
}

/** A municipality with the three partners that do its screening. */
export interface Municipality {
  readonly municipalityId: string;
  readonly name: string;
  readonly municipalityPartnerId: string;
  readonly policePartnerId: string;
  readonly prosecutionPartnerId: string;
  readonly consultation: ConsultationSetting;
}

export interface DemoUser {
  readonly userId: string;
  readonly partnerId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** Municipalities and regions. */
  readonly designations: readonly string[];
}

/** Accounts for demo mode only. */
export interface Demo {
  /** Shared by all demo accounts. */
  readonly password: string;
  readonly users: readonly DemoUser[];
}

export interface RetentionRule {
  /** ISO 8601 duration, such as `P5Y`. */
  readonly period: string;
  /** The moment from which `period` counts. */
  readonly countsFrom: 'first-processing' | 'last-processing' | 'decision';
  readonly source: string;
}

export interface Rating {
  readonly ratingId: string;
  readonly label: string;
}

export interface Indicator {
  readonly indicatorId: string;
  readonly name: string;
  readonly question: string;
  /** What a rating means for this indicator, by rating id. */
  readonly anchors: { readonly [ratingId: string]: string };
}

export interface InstrumentDomain {
  readonly domainId: string;
  readonly name: string;
  readonly type: 'risk' | 'motivation' | 'protective' | 'additional';
  /** Where this domain has another scale than the instrument, such as present or not present. */
  readonly scale?: readonly Rating[];
  readonly indicators: readonly Indicator[];
}

/** A risk assessment instrument. The product ships only an example of its own; licensed ones are added by those licensed. */
export interface Instrument {
  readonly instrumentId: string;
  readonly version: string;
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  /** True: only certified assessors may use it. */
  readonly certifiedOnly: boolean;
  readonly scale: readonly Rating[];
  /** Scale of the overall judgement, which people give and the product never computes; empty: the instrument has none. */
  readonly overall: readonly Rating[];
  readonly domains: readonly InstrumentDomain[];
}

/** One version of one instrument. */
export type InstrumentVersion = Pick<Instrument, 'instrumentId' | 'version'>;

/** That someone may use an instrument for certified assessors. */
export interface Certificate {
  readonly userId: string;
  readonly instrumentId: string;
  /** The last valid day, `YYYY-MM-DD`. */
  readonly validUntil: string;
  readonly source: string;
}

/** Everything that is data and not code: `config/*.json`, read and checked once at start. */
export interface Configuration {
  /** IANA time zone in which days begin and end. */
  readonly timeZone: string;
  readonly holidays: {
    /** Country code of the public holidays (date-holidays). */
    readonly country: string;
    /** Rules of date-holidays that count as holidays too although they are not public ones. */
    readonly alsoHolidays: readonly string[];
    readonly source: string;
  };
  /** Hour (0–23, in `timeZone`) at which reminders go out. */
  readonly reminderHour: number;
  /** What new taxations use; one that began keeps its version. */
  readonly activeInstrument: InstrumentVersion;
  readonly dashboard: {
    /** Counts above 0 and below this number are hidden. */
    readonly hiddenBelow: number;
    /** An open step counts as "due soon" this many working days before its last day. */
    readonly dueSoonWorkingDays: number;
  };
  /** By term id (kebab-case). */
  readonly terms: { readonly [termId: string]: Term };
  readonly partners: readonly ConfiguredPartner[];
  readonly municipalities: readonly Municipality[];
  readonly regions: readonly Region[];
  readonly access: AccessSettings;
  readonly externalParties: readonly ExternalParty[];
  readonly fieldAccess: FieldAccess;
  readonly demo: Demo;
  readonly retention: {
    readonly closedCase: RetentionRule;
    readonly notAdmittedCase: RetentionRule;
    readonly logs: RetentionRule;
    readonly accounts: RetentionRule;
  };
  readonly destruction: {
    /** How often somebody looks whether the data of a shielded case is still needed. */
    readonly reviewEvery: { readonly period: string; readonly source: string };
    /** Backups of the stores, and how long each is kept; named in the certificate of a destruction. */
    readonly backups: readonly { readonly name: string; readonly keptFor: string; readonly source: string }[];
  };
  readonly matching: {
    /** Whether a new signal is compared with signals that were not admitted, within their own term. */
    readonly rejectedSignals: { readonly compared: boolean; readonly source: string };
  };
  /** What personal data is used for, and on what ground (GDPR art. 30). */
  readonly register: ProcessingRegister;
  /** Every file in `config/instruments`: all versions, so that a taxation can keep its own. */
  readonly instruments: readonly Instrument[];
  readonly certificates: readonly Certificate[];
}

/** The configuration cannot be used; the message names every file and place that is wrong and what to do. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration cannot be used. Correct the following and start again:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

type Defaults = Pick<
  Configuration,
  'timeZone' | 'holidays' | 'reminderHour' | 'activeInstrument' | 'dashboard'
>;

/**
 * Reads and checks all configuration in `directory` (`config/` of this repository).
 *
 * @throws ConfigurationError listing every problem found, not only the first.
 */
export function loadConfiguration(directory: string): Configuration {
  const problems: string[] = [];
  const ajv = new Ajv({ allErrors: true, strict: true });

  const readJson = (path: string): unknown => {
    try {
      return JSON.parse(readFileSync(join(directory, path), 'utf8')) as unknown;
    } catch (error) {
      problems.push(
        `${path}: cannot be read as JSON (${error instanceof Error ? error.message : String(error)})`,
      );
      return undefined;
    }
  };

  const readChecked = <T>(path: string, schemaName: string): T | undefined => {
    const schema = readJson(join('schemas', `${schemaName}.schema.json`));
    const data = readJson(path);
    if (schema === undefined || data === undefined) return undefined;
    const validate =
      ajv.getSchema(schemaName) ?? ajv.addSchema(schema as object, schemaName).getSchema(schemaName);
    if (validate?.(data) !== true) {
      for (const error of validate?.errors ?? []) problems.push(`${path}${describe(error)}`);
      return undefined;
    }
    return withoutSchemaName(data) as T;
  };

  const defaults = readChecked<Defaults>('default.json', 'default');
  const terms = readChecked<Configuration['terms']>('terms.json', 'terms');
  const partners = readChecked<readonly ConfiguredPartner[]>('partners.json', 'partners');
  const municipalities = readChecked<readonly Municipality[]>('municipalities.json', 'municipalities');
  const regions = readChecked<readonly Region[]>('regions.json', 'regions');
  const access = readChecked<AccessSettings>('access.json', 'access');
  const externalParties = readChecked<readonly ExternalParty[]>('external-parties.json', 'external-parties');
  const fieldAccess = readChecked<FieldAccess>('field-access.json', 'field-access');
  const demo = readChecked<Demo>('demo.json', 'demo');
  const retention = readChecked<Configuration['retention']>('retention.json', 'retention');
  const destruction = readChecked<Configuration['destruction']>('destruction.json', 'destruction');
  const matching = readChecked<Configuration['matching']>('matching.json', 'matching');
  const register = readChecked<ProcessingRegister>('register.json', 'register');
  const certificates = readChecked<readonly Certificate[]>('certificates.json', 'certificates');
  const instruments = instrumentFiles(directory, problems).map((file) => ({
    file,
    instrument: readChecked<Instrument>(join('instruments', file), 'instrument'),
  }));

  if (
    !defaults ||
    !terms ||
    !partners ||
    !municipalities ||
    !regions ||
    !access ||
    !externalParties ||
    !fieldAccess ||
    !demo ||
    !retention ||
    !destruction ||
    !matching ||
    !register ||
    !certificates ||
    problems.length > 0
  ) {
    throw new ConfigurationError(problems);
  }

  for (const { file, instrument } of instruments) {
    if (instrument && instrumentFile(instrument) !== file) {
      problems.push(
        `instruments/${file}: name the file after its id and version, "${instrumentFile(instrument)}"`,
      );
    }
  }

  const configuration: Configuration = {
    timeZone: defaults.timeZone,
    holidays: defaults.holidays,
    reminderHour: defaults.reminderHour,
    activeInstrument: defaults.activeInstrument,
    dashboard: defaults.dashboard,
    terms,
    partners,
    municipalities,
    regions,
    access,
    externalParties,
    fieldAccess,
    demo,
    retention,
    destruction,
    matching,
    register,
    instruments: instruments.flatMap(({ instrument }) => instrument ?? []),
    certificates,
  };
  problems.push(...inconsistencies(configuration));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return configuration;
}

/** Process variable name of a term: `plan-approval` → `planApproval`, used as `terms.planApproval.dueAt`. */
export function termKeyOf(termId: string): string {
  return termId.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Names of partners and external parties, by id: every organisation that an account can belong to. */
export function organisationNames({
  partners,
  externalParties,
}: Pick<Configuration, 'partners' | 'externalParties'>): ReadonlyMap<string, string> {
  return new Map([
    ...partners.map(({ partnerId, name }) => [partnerId, name] as const),
    ...externalParties.map(({ partyId, name }) => [partyId, name] as const),
  ]);
}

/** The instrument that new taxations use. */
export function activeInstrument(configuration: Configuration): Instrument {
  return instrumentOf(configuration, configuration.activeInstrument);
}

/** @throws ConfigurationError when the version has no file any more: a taxation cannot go on without its instrument */
export function instrumentOf(configuration: Configuration, wanted: InstrumentVersion): Instrument {
  const found = findInstrument(configuration, wanted);
  if (!found) throw new ConfigurationError([missingInstrument(wanted)]);
  return found;
}

/** The scale of a domain: its own, or the instrument's. */
export function scaleOf(instrument: Instrument, domain: InstrumentDomain): readonly Rating[] {
  return domain.scale ?? instrument.scale;
}

/** Whether someone may assess with an instrument on a day (`YYYY-MM-DD`). */
export function mayAssess(
  { certificates }: Pick<Configuration, 'certificates'>,
  { instrumentId, certifiedOnly }: Instrument,
  userId: string,
  day: string,
): boolean {
  return (
    !certifiedOnly ||
    certificates.some(
      (certificate) =>
        certificate.userId === userId &&
        certificate.instrumentId === instrumentId &&
        certificate.validUntil >= day,
    )
  );
}

const findInstrument = (
  { instruments }: Pick<Configuration, 'instruments'>,
  { instrumentId, version }: InstrumentVersion,
): Instrument | undefined =>
  instruments.find((candidate) => candidate.instrumentId === instrumentId && candidate.version === version);

const instrumentFile = ({ instrumentId, version }: InstrumentVersion): string =>
  `${instrumentId}@${version}.json`;

const missingInstrument = (wanted: InstrumentVersion): string =>
  `instruments/${instrumentFile(wanted)} is missing; taxations that use it need it`;

/** A file may name its schema, so that editors help; that name is no setting. */
function withoutSchemaName(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== '$schema'));
}

function instrumentFiles(directory: string, problems: string[]): string[] {
  try {
    return readdirSync(join(directory, 'instruments'))
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    problems.push('instruments/: the folder is missing; add at least one instrument');
    return [];
  }
}

function describe(error: ErrorObject): string {
  const allowed: unknown = error.params['allowedValues'];
  const unknownName: unknown = error.params['additionalProperty'];
  return [
    error.instancePath === '' ? '' : ` at ${error.instancePath}`,
    `: ${error.message ?? error.keyword}`,
    Array.isArray(allowed) ? ` (${allowed.join(', ')})` : '',
    typeof unknownName === 'string' ? ` ("${unknownName}")` : '',
  ].join('');
}

function duplicates(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

/** What a schema cannot say: references between files and uniqueness. */
function inconsistencies(configuration: Configuration): string[] {
  const { partners, municipalities, regions, demo, terms, instruments } = configuration;
  const problems: string[] = [];
  const partnerById = new Map(partners.map((partner) => [partner.partnerId, partner]));
  const municipalityIds = new Set(municipalities.map(({ municipalityId }) => municipalityId));

  if (!isTimeZone(configuration.timeZone)) {
    problems.push(`default.json: "${configuration.timeZone}" is no known time zone`);
  }
  if (!findInstrument(configuration, configuration.activeInstrument)) {
    problems.push(`default.json: activeInstrument: ${missingInstrument(configuration.activeInstrument)}`);
  }
  for (const [termId, term] of Object.entries(terms)) {
    if ('workingDays' in term && term.remindBeforeWorkingDays >= term.workingDays) {
      problems.push(`terms.json: "${termId}" must remind fewer working days before the end than it has`);
    }
    if ('period' in term && hoursOf(term.remindBefore) >= hoursOf(term.period)) {
      problems.push(`terms.json: "${termId}" must remind less time before the end than it lasts`);
    }
  }
  for (const id of duplicates(partners.map(({ partnerId }) => partnerId))) {
    problems.push(`partners.json: partnerId "${id}" occurs more than once`);
  }
  for (const partner of partners) {
    const known = partner.municipalityId !== undefined && municipalityIds.has(partner.municipalityId);
    if (partner.kind === 'municipality' && !known) {
      problems.push(`partners.json: "${partner.partnerId}" needs a municipalityId of municipalities.json`);
    }
    if (partner.kind !== 'municipality' && partner.municipalityId !== undefined) {
      problems.push(`partners.json: "${partner.partnerId}" is no municipality; remove its municipalityId`);
    }
  }
  for (const id of duplicates(municipalities.map(({ municipalityId }) => municipalityId))) {
    problems.push(`municipalities.json: municipalityId "${id}" occurs more than once`);
  }
  for (const municipality of municipalities) {
    const roles = [
      ['municipality', municipality.municipalityPartnerId],
      ['police', municipality.policePartnerId],
      ['prosecution', municipality.prosecutionPartnerId],
    ] as const;
    for (const [kind, partnerId] of roles) {
      if (partnerById.get(partnerId)?.kind !== kind) {
        problems.push(
          `municipalities.json: "${municipality.municipalityId}" names "${partnerId}", which is no partner of kind ${kind}`,
        );
      }
    }
  }
  for (const id of duplicates([...municipalityIds, ...regions.map(({ regionId }) => regionId)])) {
    problems.push(`regions.json: regionId "${id}" occurs more than once or is also a municipalityId`);
  }
  const regionIds = new Set(regions.map(({ regionId }) => regionId));
  const invitations = [
    ...regions.map(({ regionId, invited }) => ({ at: `regions.json: "${regionId}"`, invited })),
    ...municipalities.map(({ municipalityId, consultation }) => ({
      at: `municipalities.json: "${municipalityId}"`,
      invited: consultation.kind === 'local' ? consultation.invited : [],
    })),
  ];
  for (const { at, invited } of invitations) {
    for (const { partnerId } of invited) {
      if (!partnerById.has(partnerId)) problems.push(`${at} invites unknown partner "${partnerId}"`);
    }
  }
  for (const { municipalityId, consultation } of municipalities) {
    if (consultation.kind === 'region' && !regionIds.has(consultation.regionId)) {
      problems.push(
        `municipalities.json: "${municipalityId}" names unknown region "${consultation.regionId}"`,
      );
    }
  }
  for (const { regionId, safetyHousePartnerId } of regions) {
    if (partnerById.get(safetyHousePartnerId)?.kind !== 'safety-house') {
      problems.push(
        `regions.json: "${regionId}" names "${safetyHousePartnerId}", which is no partner of kind safety-house`,
      );
    }
  }
  for (const id of duplicates(demo.users.flatMap(({ userId, email }) => [userId, email.toLowerCase()]))) {
    problems.push(`demo.json: "${id}" occurs more than once`);
  }
  for (const id of duplicates([
    ...partnerById.keys(),
    ...configuration.externalParties.map(({ partyId }) => partyId),
  ])) {
    problems.push(`external-parties.json: "${id}" occurs more than once, or is a partner as well`);
  }
  const partyIds = new Set(configuration.externalParties.map(({ partyId }) => partyId));
  for (const { userId, partnerId, designations } of demo.users) {
    if (!partnerById.has(partnerId) && !partyIds.has(partnerId))
      problems.push(`demo.json: "${userId}" has unknown partner "${partnerId}"`);
    for (const id of designations) {
      if (!municipalityIds.has(id) && !regionIds.has(id))
        problems.push(`demo.json: "${userId}" is designated for unknown municipality or region "${id}"`);
    }
  }
  problems.push(...registerInconsistencies(configuration.register, Object.keys(configuration.retention)));
  for (const instrument of instruments) problems.push(...instrumentInconsistencies(instrument));
  return problems;
}

function instrumentInconsistencies(instrument: Instrument): string[] {
  const file = `instruments/${instrumentFile(instrument)}`;
  const scales = new Set(instrument.domains.map((domain) => scaleOf(instrument, domain)));
  const indicators = instrument.domains.flatMap((domain) =>
    domain.indicators.map((indicator) => ({ ...indicator, scale: scaleOf(instrument, domain) })),
  );
  return [
    ...[...scales].flatMap((scale) =>
      duplicates([...scale, ...noRatings].map(({ ratingId }) => ratingId)).map(
        (id) => `${file}: rating "${id}" occurs more than once or is one of the product's own`,
      ),
    ),
    ...duplicates(indicators.map(({ indicatorId }) => indicatorId)).map(
      (id) => `${file}: indicator "${id}" occurs more than once`,
    ),
    ...indicators.flatMap(({ indicatorId, anchors, scale }) =>
      Object.keys(anchors)
        .filter((ratingId) => scale.every((rating) => rating.ratingId !== ratingId))
        .map(
          (ratingId) => `${file}: indicator "${indicatorId}" has an anchor for unknown rating "${ratingId}"`,
        ),
    ),
  ];
}

/** Beside the instrument's own scale: reasons why an indicator has no rating. A missing rating is never a low one. */
export const noRatings: readonly Rating[] = [
  { ratingId: 'unknown', label: 'Onbekend: informatie ontbreekt' },
  { ratingId: 'not-applicable', label: 'Niet van toepassing' },
  { ratingId: 'not-discussed', label: 'Niet besproken' },
];

/** Months count as 30 days here: enough to compare two durations of a term. */
const hoursOf = (duration: string): number => Duration.fromISO(duration).as('hours');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
