import { format, resolveConfig } from 'prettier';
import { demoCredentials, standingOf } from '../../../src/access/accounts/index.ts';
import { can, type Action, type Resources } from '../../../src/access/policy.ts';
import type { CaseFile, Submission } from '../../../src/cases/case-file.ts';
import { loadConfiguration } from '../../../src/cases/configuration.ts';
import type { InformationItem } from '../../../src/cases/information/model.ts';
import type { User } from '../../../src/cases/people.ts';
import type { ProvisionPackage } from '../../../src/cases/provision/provision-record.ts';
import { openCaseFile } from '../../../src/cases/signals.ts';
import { fieldGroups } from '../../../src/contract/access.ts';
import type { Role } from '../../../src/contract/roles.ts';
import { aComposition, aSubmission, monday } from '../../support/case-file.ts';
import { anItem } from '../../support/inbox-item.ts';

const configuration = loadConfiguration('config');
const town = configuration.municipalities[0]!;

// --- who ----------------------------------------------------------------------------------------------------------

const person = (
  name: string,
  partnerId: string,
  roles: readonly Role[],
  designations: readonly string[] = [town.municipalityId],
): User => {
  const demo = { userId: `usr-${name}`, partnerId, name, email: '', roles, designations };
  const today = monday.toISOString().slice(0, 10);
  return {
    ...demo,
    at: monday,
    ...standingOf({ ...demo, ...demoCredentials(demo, configuration) }, configuration, today),
  };
};
const partner = {
  municipality: town.municipalityPartnerId,
  police: town.policePartnerId,
  prosecution: town.prosecutionPartnerId,
  probation: 'reclassering-voorbeeldland',
  care: 'zorg-voorbeeldland',
  childProtection: 'raad-voor-de-kinderbescherming',
  safetyHouse: 'veiligheidshuis-voorbeeldland',
};
const untrained = person('untrained', partner.police, ['attendee']);

/** Columns of the tables: a short name, what it means, and the person. */
const people: readonly (readonly [short: string, meaning: string, user: User])[] = [
  ['CR', 'casusregisseur, van de gemeente', person('manager', partner.municipality, ['attendee'])],
  ['Pol', 'deelnemer van de politie', person('police', partner.police, ['attendee'])],
  ['OM', 'deelnemer van het OM', person('prosecution', partner.prosecution, ['attendee'])],
  ['Recl', 'deelnemer van de reclassering, doet mee', person('probation', partner.probation, ['attendee'])],
  ['Zorg', 'deelnemer van de zorgorganisatie, doet mee', person('care', partner.care, ['attendee'])],
  [
    'Mld',
    'deelnemer van de raad, die alleen het signaal vastlegde',
    person('recorder', partner.childProtection, ['attendee']),
  ],
  [
    'Bui',
    'deelnemer van een organisatie die niet meedoet',
    person('outsider', partner.safetyHouse, ['attendee']),
  ],
  [
    'And',
    'deelnemer van de politie, aangewezen voor een andere gemeente',
    person('elsewhere', partner.police, ['attendee'], ['waterwoude']),
  ],
  ['Onv', 'deelnemer van de politie zonder geldige opleiding', { ...untrained, missing: ['training'] }],
  ['Vz', 'voorzitter van dit casusoverleg', person('chair', partner.municipality, ['chair'])],
  [
    'VzA',
    'voorzitter van een ander casusoverleg',
    person('other-chair', partner.safetyHouse, ['chair'], ['waterwoude']),
  ],
  ['Tts', 'toetser rechtmatigheid', person('reviewer', partner.municipality, ['lawfulness-reviewer'])],
  ['Ontw', 'procesontwerper', person('designer', partner.municipality, ['process-designer'])],
  ['Lei', 'leidinggevende', person('lead', partner.municipality, ['manager'])],
  ['Beh', 'beheerder', person('administrator', partner.municipality, ['administrator'])],
  ['Ext', 'externe partner', person('external', partner.care, ['external-provider'])],
];
const idOf = (short: string): string => {
  const found = people.find(([name]) => name === short);
  if (found === undefined) throw new Error(`There is no ${short}.`);
  return found[2].userId;
};

// --- what ---------------------------------------------------------------------------------------------------------

const police = { userId: idOf('Pol'), partnerId: partner.police };
const vote = aSubmission('1', 'screening-vote', people[1]![2]);
const assessment = aSubmission('2', 'risk-assessment', people[1]![2]);
const plan = aSubmission('3', 'plan', people[0]![2]);
const match = aSubmission('4', 'signal-match', people[9]![2]);

const information: InformationItem = {
  ...police,
  informationId: 'information-1-1',
  suppliedAt: monday,
  submissionId: '1',
  requestId: 'request-1',
  ground: 'wgpart',
  category: 'ordinary',
  hiddenFromPartnerIds: [partner.care],
  content: {},
};

const provided: ProvisionPackage = {
  packageId: 'package-1',
  requestId: 'request-0001',
  proposedAt: monday,
  partnerId: 'police',
  userId: idOf('CR'),
  recipientId: idOf('Ext'),
  purpose: 'Doel',
  necessity: 'Noodzaak',
  expiresAt: new Date('2026-04-01T00:00:00Z'),
  items: [],
  questions: [],
  decision: null,
  releasedAt: monday,
  endedAt: null,
};

const opened: CaseFile = {
  ...openCaseFile({
    caseId: 'case-0123456789abcdef',
    reference: 'C-2026-0001',
    municipality: town,
    signal: {
      signalId: 'signal-1',
      requestId: 'request-0001',
      partnerId: partner.childProtection,
      userId: idOf('Mld'),
      at: monday,
      data: {},
      assessedIn: null,
    },
  }),
  phase: 'screening',
  submissions: [vote, assessment, plan, match],
};
const composition = {
  ...aComposition,
  partners: [partner.municipality, partner.police, partner.prosecution, partner.probation, partner.care].map(
    (partnerId) => ({ partnerId, reason: 'Nodig' }),
  ),
  caseManagerId: idOf('CR'),
  deputyId: null,
};
const round = {
  round: 1,
  startedAt: monday,
  votes: [{ ...police, at: monday, choice: 'admit' as const, submissionId: '1' }],
  talliedAt: null,
  result: null,
  dissent: [],
  next: null,
};
const taxation = {
  taxation: 1,
  appointedAt: monday,
  firstAssessorId: idOf('Pol'),
  secondAssessorId: idOf('OM'),
  assessments: [
    { assessor: 'first' as const, userId: idOf('Pol'), at: monday, submissionId: '2' },
    { assessor: 'second' as const, userId: idOf('OM'), at: monday, submissionId: '9' },
  ],
  comparedAt: null,
  differences: [],
  consensus: null,
};
const running: CaseFile = {
  ...opened,
  phase: 'monitoring',
  composition,
  screeningRounds: [{ ...round, talliedAt: monday, result: 'admit' }],
  riskTaxations: [taxation],
};

const states: readonly (readonly [name: string, caseFile: CaseFile])[] = [
  ['wegen: de stemming loopt', { ...opened, screeningRounds: [round] }],
  ['het plan loopt', running],
  [
    'het plan loopt, en de buitenstaander heeft noodtoegang',
    {
      ...running,
      breakGlass: [
        {
          breakGlassId: 'glass-1',
          requestId: 'request-0001',
          userId: idOf('Bui'),
          partnerId: partner.safetyHouse,
          reason: 'Noodgeval',
          at: monday,
          until: new Date(monday.getTime() + 1),
          review: null,
        },
      ],
    },
  ],
  ['afgesloten', { ...running, phase: 'closed', shieldedAt: monday }],
  ['niet opgenomen', { ...opened, phase: 'not-admitted', shieldedAt: monday }],
];

const item = anItem({
  ...vote,
  caseId: opened.caseId,
  caseReference: opened.reference,
  municipalityId: opened.municipalityId,
  assigneeId: police.userId,
  candidatePartnerIds: [partner.police],
  termId: null,
  dueAt: null,
});

// --- the rows: every action of the policy, with what it is asked about ----------------------------------------------

type Row<A extends Action> = readonly [what: string, resource: (caseFile: CaseFile) => Resources[A]];
/** Decided on something else than a case or its tasks. */
type OtherAction = 'account.change';
type CaseAction = { [A in Action]: Resources[A] extends undefined ? never : A }[Exclude<Action, OtherAction>];

const submission = (value: Submission) => (caseFile: CaseFile) => ({
  caseFile,
  part: { kind: 'submission' as const, submission: value },
});
const fields = fieldGroups.map(
  (group) =>
    [
      `${configuration.fieldAccess.groups[group].title}, van de politie`,
      (caseFile: CaseFile) => ({
        caseFile,
        field: { groups: [group], supplierPartnerId: partner.police },
      }),
    ] as const,
);
const theCase = [['', (caseFile: CaseFile) => caseFile]] as const;
const consultation = [
  ['', ({ municipalityId }: CaseFile) => ({ municipalityIds: [municipalityId] })],
] as const;
const policeItem = [['een taak die iemand van de politie heeft', () => item]] as const;

const parts: readonly Row<'case.read-part'>[] = [
  ['het signaal', (caseFile) => ({ caseFile, part: { kind: 'signal', signal: caseFile.signals[0]! } })],
  ['de stem van de politie', submission(vote)],
  ['de taxatie van de politie', submission(assessment)],
  ['het plan', submission(plan)],
  ['of er eerder een signaal was', submission(match)],
  [
    'informatie van de politie, niet voor de zorgorganisatie',
    (caseFile) => ({ caseFile, part: { kind: 'information', item: information } }),
  ],
  [
    'waarom bespreking is gevraagd',
    (caseFile) => ({
      caseFile,
      part: {
        kind: 'agenda-request',
        agendaRequest: {
          ...police,
          agendaRequestId: 'agenda-request-1',
          requestId: 'request-0001',
          at: monday,
          reason: '',
          discussedIn: null,
        },
      },
    }),
  ],
  [
    'duiding in het overleg, door de politie',
    (caseFile) => ({
      caseFile,
      part: {
        kind: 'meeting-record',
        record: {
          ...police,
          kind: 'interpretation',
          recordId: 'record-1',
          requestId: 'request-0001',
          meetingId: 'meeting-1',
          plannedAt: monday,
          at: monday,
          data: {},
        },
      },
    }),
  ],
  [
    'een plan uit een andere gemeente',
    (caseFile) => ({
      caseFile,
      part: {
        kind: 'received-document',
        document: { documentId: 'plan-1', kind: 'plan', madeAt: monday, lines: [] },
      },
    }),
  ],
  [
    'waarom een evaluatie is gevraagd',
    (caseFile) => ({
      caseFile,
      part: {
        kind: 'review-request',
        reviewRequest: { ...police, reviewRequestId: 'review-1', at: monday, reason: '' },
      },
    }),
  ],
];

const caseRows: { readonly [A in CaseAction]: readonly Row<A>[] } = {
  'case.read': theCase,
  'case.read-course': theCase,
  'case.read-part': parts,
  'case.read-field': fields,
  'case.know-field': fields,
  'access-log.read-case': theCase,
  'break-glass.open': theCase,
  'break-glass.know': theCase,
  'lawfulness.review': theCase,
  'lawfulness.read-part': parts,
  'lawfulness.read-field': fields,
  'lawfulness.know-field': fields,
  'case.add-signal': theCase,
  'case.request-review': theCase,
  'case.hand-over': theCase,
  'case.request-agenda': theCase,
  'meeting.read': consultation,
  'meeting.lead': consultation,
  'meeting-item.attend': theCase,
  'meeting-item.record': theCase,
  'case.transfer': theCase,
  'case.read-transferred': theCase,
  'information.correct': [['van de politie', (caseFile) => ({ caseFile, item: information })]],
  'person.read': theCase,
  'person.report-lapse': theCase,
  'person.handle-rights': theCase,
  'person.report-breach': theCase,
  'provision.provide': theCase,
  'provision-package.read': [['een pakket voor deze externe partner', () => ({ provided, at: monday })]],
  'inbox-item.read': policeItem,
  'inbox-item.claim': policeItem,
  'inbox-item.release': policeItem,
  'inbox-item.complete': policeItem,
};

const generalActions: { readonly [A in Exclude<Action, CaseAction | OtherAction>]: true } = {
  'access-log.read': true,
  'account.manage': true,
  'dashboard.read': true,
  'destruction-certificate.list': true,
  'partner.list': true,
  'process-definition.deploy': true,
  'process-definition.list': true,
  'process-definition.read': true,
  'processing-register.read': true,
  'secrecy.acknowledge': true,
  'signal.record': true,
  'yearly-report.read': true,
};

// --- the page -----------------------------------------------------------------------------------------------------

const decide = can as (user: User, action: Action, resource?: unknown) => ReturnType<typeof can>;
const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (rows: readonly (readonly [string, Action, unknown?])[]): string =>
  [
    line(['', ...people.map(([short]) => short)]),
    line(['---', ...people.map(() => '---')]),
    ...rows.map(([name, action, resource]) =>
      line([name, ...people.map(([, , user]) => (decide(user, action, resource).allowed ? 'ja' : '·'))]),
    ),
  ].join('\n');

const actionsOf = <T extends object>(rows: T) => (Object.keys(rows) as (keyof T & Action)[]).sort();

/** Who may do what in which state of a case: the answers of the policy itself, as a page to be reviewed. */
export async function accessMatrix(): Promise<string> {
  const sections = states.map(([state, caseFile]) => {
    const rows = actionsOf(caseRows).flatMap((action) =>
      caseRows[action].map(
        ([what, resource]) =>
          [
            `\`${action}\`${what === '' ? '' : ` ${what}`}`,
            action,
            (resource as (of: CaseFile) => unknown)(caseFile),
          ] as const,
      ),
    );
    return `## De casus: ${state}\n\n${table(rows)}`;
  });
  const page = `# Who may do what

Generated from the policy by \`npm run access-matrix\`; \`test/access/matrix/matrix.test.ts\` fails when the policy answers
otherwise. Read every changed line before committing it. The case is one of ${town.name}; “ja” is allowed, “·” is refused.

${people.map(([short, meaning]) => `- **${short}**: ${meaning}`).join('\n')}

## Not about a case

${table([
  ...actionsOf(generalActions).map((action) => [`\`${action}\``, action] as const),
  ['`account.change` van een ander', 'account.change', { userId: 'usr-somebody' }],
])}

${sections.join('\n\n')}
`;
  return format(page, { ...(await resolveConfig('docs/access-matrix.md')), parser: 'markdown' });
}
