import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfiguration } from '../../src/cases/configuration.ts';
import { expandForm, loadForms, validateForm } from '../../src/cases/forms/index.ts';
import type {
  Account,
  CaseDetail,
  ChangeAccount,
  CaseSummary,
  Dashboard,
  Form,
  InboxItem,
  InboxItemDetail,
  Person,
  ProcessDefinition,
  ProductInfo,
} from '../../src/contract/index.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import type { FakeAnswer, FakeHandler } from './fake-api.ts';
import { oversightOperations } from './fake-oversight.ts';

const root = projectRoot(import.meta.dirname);

/** Every moment of the made-up data, so that screens do not change from day to day. */
const created = '2026-11-16T09:12:00+01:00';
const due = '2026-11-25T23:59:59+01:00';
const shortCase = 'case-Zq81mN4kfTz0';
const longCase = 'case-p0WmRr7bQx2c';

export interface FakeState {
  users: (Person & { email: string })[];
  password: string;
  signedIn: string;
  items: InboxItem[];
  cases: CaseSummary[];
  details: Map<string, CaseDetail>;
  processDefinitions: ProcessDefinition[];
  dashboard: Dashboard;
  accounts: Account[];
  person(userId: string): Person;
  productInfo(): ProductInfo;
  form(formId: string): Form;
  operations(
    problem: (status: number, code: string, extra?: Record<string, unknown>) => FakeAnswer,
  ): Record<string, FakeHandler>;
}

/** Fresh made-up data on the shipped forms, processes and configuration. All names are invented. */
export async function fakeState(): Promise<FakeState> {
  const configuration = loadConfiguration(join(root, 'config'));
  const forms = loadForms(join(root, 'processes/forms'));
  const partnerName = (partnerId: string): string =>
    configuration.partners.find((partner) => partner.partnerId === partnerId)?.name ?? partnerId;
  const users = configuration.demo.users.map(({ userId, partnerId, name, roles, email }) => ({
    userId,
    partnerId,
    name,
    email,
    roles: [...roles],
    partnerName: partnerName(partnerId),
    missing: [],
  }));
  const municipality = users.find((user) => user.partnerId === 'gemeente-voorbeeldstad')!;
  const colleague = users.find(
    (user) => user.partnerId === municipality.partnerId && user.userId !== municipality.userId,
  )!;

  const item = (itemId: string, values: Partial<InboxItem>): InboxItem => ({
    itemId,
    caseId: longCase,
    caseReference: 'C-2026-0012',
    processId: 'screening',
    elementId: 'vote-municipality',
    stepName: 'Stem van de gemeente',
    formId: 'screening-vote',
    state: 'open',
    reason: 'Uw organisatie weegt mee of deze casus wordt opgenomen.',
    legalBasis: 'Wgpart art. 5, derde lid',
    candidatePartnerIds: [municipality.partnerId],
    assigneeId: null,
    assigneeName: null,
    createdAt: created,
    dueAt: due,
    overdue: false,
    workingDaysLeft: 3,
    reminders: 0,
    completedAt: null,
    withdrawnReason: null,
    ...values,
  });
  const mine = { assigneeId: municipality.userId, assigneeName: municipality.name };
  const ended = { completedAt: '2026-11-12T15:40:00+01:00', dueAt: '2026-11-13T23:59:59+01:00' };

  const items: InboxItem[] = [
    item('itm-late', {
      ...mine,
      caseId: shortCase,
      caseReference: 'C-2026-0009',
      processId: 'integrated-plan',
      elementId: 'draft-plan',
      stepName: 'Plan opstellen',
      formId: 'plan',
      reason: 'U bent casusregisseur. U maakt met de partners één plan van aanpak.',
      legalBasis: 'Wgpart art. 6, eerste lid',
      dueAt: '2026-11-19T23:59:59+01:00',
      overdue: true,
      workingDaysLeft: -2,
      reminders: 1,
    }),
    item('itm-vote', mine),
    item('itm-assess', {
      ...mine,
      caseId: shortCase,
      caseReference: 'C-2026-0009',
      processId: 'risk-taxation',
      elementId: 'first-assessment',
      stepName: 'Eerste beoordeling',
      formId: 'risk-assessment',
      reason: 'U bent gevraagd als eerste beoordelaar.',
      legalBasis: 'Lokaal beleid',
      candidatePartnerIds: [],
      workingDaysLeft: 8,
      dueAt: '2026-12-02T23:59:59+01:00',
    }),
    item('itm-compose', {
      caseReference: 'C-2026-0014',
      elementId: 'compose-partners',
      stepName: 'Samenstelling bepalen',
      formId: 'composition',
      reason: 'De casus wordt opgenomen. Bepaal met politie en OM welke partners meedoen.',
      legalBasis: 'Wgpart art. 5, vijfde lid',
      workingDaysLeft: 0,
      dueAt: '2026-11-23T23:59:59+01:00',
    }),
    item('itm-quality', {
      caseReference: 'C-2026-0015',
      processId: 'signal-intake',
      elementId: 'check-signal-quality',
      stepName: 'Signaal controleren',
      formId: 'signal-quality-check',
      reason: 'Uw organisatie legde dit signaal vast en controleert eerst de kwaliteit.',
      workingDaysLeft: 4,
    }),
    item('itm-taken', {
      caseReference: 'C-2026-0016',
      assigneeId: colleague.userId,
      assigneeName: colleague.name,
    }),
    item('itm-done', { ...mine, ...ended, state: 'completed', caseReference: 'C-2026-0007' }),
    item('itm-withdrawn', {
      ...ended,
      state: 'withdrawn',
      caseReference: 'C-2026-0006',
      stepName: 'Interventie uitvoeren',
      formId: 'intervention-report',
      withdrawnReason: 'Het plan is bijgesteld; deze stap is niet meer nodig.',
    }),
  ];

  const cases: CaseSummary[] = [
    summary(longCase, 'C-2026-0012', 'screening', { openSteps: 3 }),
    summary(shortCase, 'C-2026-0009', 'integrated-plan', {
      caseManagerName: municipality.name,
      openSteps: 1,
      overdueSteps: 1,
    }),
    ...Array.from({ length: 29 }, (_, index) =>
      summary(
        `case-Filler${String(index).padStart(6, '0')}`,
        `C-2025-${String(80 - index).padStart(4, '0')}`,
        'closed',
        {},
      ),
    ),
  ];

  function summary(
    caseId: string,
    reference: string,
    phase: CaseSummary['phase'],
    values: Partial<CaseSummary>,
  ): CaseSummary {
    return {
      caseId,
      reference,
      phase,
      openedAt: '2026-11-09T10:05:00+01:00',
      municipalityPartnerId: municipality.partnerId,
      caseManagerName: null,
      openSteps: 0,
      overdueSteps: 0,
      ...values,
    };
  }

  const signalSection = {
    title: 'Signaal',
    lines: [
      { label: 'Om wie gaat het?', value: 'F. Fictief (verzonnen), 19 jaar, Voorbeeldstad' },
      {
        label: 'Feiten',
        value:
          'Een docent zag drie keer dat betrokkene filmpjes liet zien waarin geweld wordt verheerlijkt.\nOp 4 november zei hij dat "er iets moet gebeuren".',
      },
      { label: 'Duiding', value: 'Zorg om afzondering en om nieuwe vrienden. Kan ook stoer gedrag zijn.' },
      { label: 'Betrouwbaarheid', value: 'Redelijk betrouwbaar: eigen waarneming van een professional' },
    ],
  };
  const details = new Map<string, CaseDetail>(
    cases.map((one) => [
      one.caseId,
      {
        case: one,
        sections:
          one.caseId === shortCase || one.caseId === longCase
            ? [
                signalSection,
                {
                  title: 'Weging',
                  lines: [{ label: 'Uitkomst', value: 'Opgenomen na een eensluidend oordeel in ronde 1' }],
                },
              ]
            : [],
        timeline: [
          {
            at: '2026-11-16T09:12:00+01:00',
            text: 'De weging is begonnen.',
            stepName: 'Ronde beginnen',
            partnerName: null,
          },
          {
            at: '2026-11-13T16:20:00+01:00',
            text: 'De kwaliteit van het signaal is gecontroleerd.',
            stepName: 'Signaal controleren',
            partnerName: municipality.partnerName,
          },
          {
            at: '2026-11-09T10:05:00+01:00',
            text: 'Er is een signaal vastgelegd. De casus is geopend.',
            stepName: null,
            partnerName: municipality.partnerName,
          },
        ],
        progress: [
          {
            processId: 'case-lifecycle',
            version: 1,
            name: 'Casus van signaal tot afsluiting',
            depth: 0,
            activeElementIds: ['screening'],
            completedElementIds: ['signal-intake'],
            steps: [
              step('signal-intake', 'Signaal controleren', 'done'),
              step('screening', 'Wegen', 'active'),
              step('information-exchange', 'Informatie verzamelen', 'ahead'),
              step('risk-taxation', 'Risico taxeren', 'ahead'),
              step('integrated-plan', 'Plan maken', 'ahead'),
              step('monitoring', 'Plan uitvoeren en volgen', 'ahead'),
              step('closure', 'Casus afsluiten', 'ahead'),
            ],
          },
          {
            processId: 'signal-intake',
            version: 1,
            name: 'Signaal controleren',
            depth: 1,
            activeElementIds: [],
            completedElementIds: ['check-signal-quality'],
            steps: [step('check-signal-quality', 'Kwaliteit van het signaal controleren', 'done')],
          },
          {
            processId: 'screening',
            version: 1,
            name: 'Wegen',
            depth: 1,
            activeElementIds: ['vote-municipality', 'vote-prosecution'],
            completedElementIds: ['start-screening-round', 'determine-vote-term', 'vote-police'],
            steps: [
              step(
                'vote-municipality',
                'Stem van de gemeente',
                'active',
                'Gemeente Voorbeeldstad, nog 3 werkdagen',
              ),
              step('vote-police', 'Stem van de politie', 'done', 'Op 18 november 2026'),
              step('vote-prosecution', 'Stem van het OM', 'active', 'OM Voorbeeldland, nog 3 werkdagen'),
              step('deliberate-screening', 'Overleg over de stemmen', 'ahead'),
              step('compose-partners', 'Samenstelling bepalen', 'ahead'),
            ],
          },
        ],
        ownItems: items.filter(
          ({ state, caseId, assigneeId }) =>
            state === 'open' &&
            caseId === one.caseId &&
            (assigneeId === null || assigneeId === municipality.userId),
        ),
        emergencyUntil: null,
        canAddSignal: one.phase !== 'closed',
        canRequestReview: one.caseId === shortCase,
        canHandOver: false,
        canRequestAgenda: false,
      } satisfies CaseDetail,
    ]),
  );

  function step(
    elementId: string,
    name: string,
    state: 'done' | 'active' | 'ahead',
    detail: string | null = null,
  ): CaseDetail['progress'][number]['steps'][number] {
    return { elementId, name, state, detail };
  }

  const version = (number: number, values: { note: string; deployedByName: string | null }) => ({
    version: number,
    processDefinitionKey: `22517998136852${40 + number}`,
    deployedAt: `2026-11-0${number}T08:30:00+01:00`,
    ...values,
  });
  const processDefinitions: ProcessDefinition[] = [
    ['case-lifecycle', 'Casus van signaal tot afsluiting'],
    ['screening', 'Wegen'],
    ['signal-intake', 'Signaal controleren'],
  ].map(([processId, name]) => ({
    processId: processId!,
    name: name!,
    latestVersion: processId === 'screening' ? 2 : 1,
    versions: [
      ...(processId === 'screening'
        ? [
            version(2, {
              note: 'Een herinnering voor de weging toegevoegd.',
              deployedByName: 'Peter Procesontwerper',
            }),
          ]
        : []),
      version(1, { note: 'Meegeleverd met het product.', deployedByName: null }),
    ],
    cases:
      processId === 'screening' ? { running: 9, onEarlierVersions: 4 } : { running: 0, onEarlierVersions: 0 },
  }));

  const row = (
    id: string,
    name: string,
    [open, dueSoon, overdue]: [number | null, number | null, number | null],
    ageing: [number | null, number | null, number | null, number | null],
  ): Dashboard['perStep'][number] => ({
    id,
    name,
    open,
    dueSoon,
    overdue,
    ageing: { '0-2': ageing[0], '3-5': ageing[1], '6-10': ageing[2], '>10': ageing[3] },
  });
  const dashboard: Dashboard = {
    asOf: '2026-11-23T08:00:00+01:00',
    hiddenBelow: 3,
    dueSoonWorkingDays: 2,
    totals: { open: 41, dueSoon: 9, overdue: 12 },
    perStep: [
      row('vote-municipality', 'Stem van de gemeente', [12, 4, 5], [5, 0, 0, 0]),
      row('answer-information-request', 'Informatieverzoek beantwoorden', [18, 5, 7], [0, 4, 3, 0]),
      row('draft-plan', 'Plan opstellen', [11, null, null], [null, 0, 0, 0]),
    ],
    perPartner: [
      row('gemeente-voorbeeldstad', 'Gemeente Voorbeeldstad', [20, 5, 6], [3, 3, 0, 0]),
      row('politie-voorbeeldland', 'Politie Voorbeeldland', [21, 4, 6], [3, null, null, 0]),
    ],
  };

  const accounts: Account[] = users.slice(0, 3).map((user, index) => ({
    ...user,
    designations: index === 2 ? [] : ['voorbeeldstad'],
    trainingValidUntil: '2027-03-31',
    screeningValidUntil: index === 2 ? null : '2028-03-31',
    secrecyAcknowledgedAt: created,
    missing: index === 2 ? ['designation', 'screening'] : [],
    createdAt: created,
    disabledAt: null,
    temporaryPasswordUntil: null,
    version: 1,
    mayChange: true,
    changes: [
      { at: created, byName: 'Bas Beheerder', reason: 'Begint in dit team.', changed: ['name', 'roles'] },
    ],
  }));

  const state: FakeState = {
    accounts,
    users: users,
    password: configuration.demo.password,
    signedIn: municipality.userId,
    items,
    cases,
    details,
    processDefinitions,
    dashboard,
    person(userId) {
      const { email: _email, ...person } = users.find((user) => user.userId === userId)!;
      return person;
    },
    productInfo: () => ({
      version: '0.1.0',
      demo: true,
      demoSignIns: users.map(({ email, name, partnerName: organisation, roles }) => ({
        email,
        name,
        partnerName: organisation,
        roles,
      })),
      demoPassword: configuration.demo.password,
    }),
    form(formId) {
      const expanded = expandForm(forms.get(formId)!, {
        configuration,
        caseFile: {
          partnerIds: ['gemeente-voorbeeldstad', 'politie-voorbeeldland', 'om-voorbeeldland'],
          goals: [{ goalId: 'goal-1', title: 'Weer naar school' }],
          informationRequests: [],
          possibleMatches: [],
          each: {
            'exit-criteria': [],
            'unfinished-actions': [],
            'transfer-parts': [],
            'own-signals': [],
            'own-information': [],
          },
        },
        people: users,
      });
      return expanded;
    },
    operations: (problem) => ({
      'GET /v1/me/secrecy': () => {
        const { version, text } = configuration.access.secrecy;
        return { status: 200, body: { version, text } };
      },
      'POST /v1/me/secrecy': () => {
        const user = users.find(({ userId }) => userId === state.signedIn)!;
        user.missing = user.missing.filter((gap) => gap !== 'secrecy');
        return { status: 200, body: state.person(state.signedIn) };
      },
      'GET /v1/consultations': () => ({
        status: 200,
        body: {
          consultations: configuration.municipalities.map(({ municipalityId, name }) => ({
            designation: municipalityId,
            name,
          })),
        },
      }),
      'GET /v1/accounts': () => ({
        status: 200,
        body: { accounts: state.accounts, total: state.accounts.length, page: 1, pageSize: 25 },
      }),
      'GET /v1/accounts/:userId': (_request, { userId }) => ({
        status: 200,
        body: state.accounts.find((account) => account.userId === userId),
      }),
      'POST /v1/accounts/:userId': ({ body }, { userId }) => {
        const { reason, ...change } = body as ChangeAccount;
        const index = state.accounts.findIndex((account) => account.userId === userId);
        const before = state.accounts[index]!;
        const changes = [
          ...before.changes,
          { at: due, byName: 'Bas Beheerder', reason, changed: ['screeningValidUntil'] },
        ];
        state.accounts[index] = { ...before, ...change, missing: [], version: 2, changes };
        return { status: 200, body: state.accounts[index] };
      },
      'GET /v1/me': () => ({ status: 200, body: state.person(state.signedIn) }),
      'GET /v1/partners': () => ({
        status: 200,
        body: {
          partners: configuration.partners.map(({ partnerId, name, kind }) => ({ partnerId, name, kind })),
        },
      }),
      'GET /v1/meeting-notices': () => ({ status: 200, body: { cancelled: [] } }),
      'GET /v1/inbox-items': ({ query }) => {
        const user = state.person(state.signedIn);
        const open = state.items.filter((one) => one.state === 'open');
        const lists: Record<string, InboxItem[]> = {
          mine: open.filter((one) => one.assigneeId === user.userId),
          unassigned: open.filter(
            (one) => one.assigneeId === null && one.candidatePartnerIds.includes(user.partnerId),
          ),
          done: state.items.filter((one) => one.state !== 'open'),
        };
        const list = lists[query.get('list') ?? 'mine'] ?? [];
        const page = Number(query.get('page') ?? '1');
        const pageSize = Number(query.get('pageSize') ?? '25');
        return {
          status: 200,
          body: {
            items: list.slice((page - 1) * pageSize, page * pageSize),
            total: list.length,
            page,
            pageSize,
            counts: {
              mine: lists['mine']!.length,
              unassigned: lists['unassigned']!.length,
              overdue: lists['mine']!.filter((one) => one.overdue).length,
            },
          },
        };
      },
      'GET /v1/inbox-items/:itemId': (_request, { itemId }) => {
        const found = state.items.find((one) => one.itemId === itemId);
        if (!found) return problem(404, 'item-not-found');
        const own = found.assigneeId === state.signedIn;
        const open = found.state === 'open';
        const body: InboxItemDetail = {
          item: found,
          form: state.form(found.formId),
          context: [signalSection],
          canClaim: open && found.assigneeId === null,
          canRelease: open && own && found.candidatePartnerIds.length > 0,
          canComplete: open && (own || found.assigneeId === null),
          mayOpenCase: true,
        };
        return { status: 200, body };
      },
      'POST /v1/inbox-items/:itemId/claim': (_request, { itemId }) => {
        const found = state.items.find((one) => one.itemId === itemId);
        if (!found) return problem(404, 'item-not-found');
        if (found.assigneeId !== null || found.state !== 'open') return problem(409, 'item-already-claimed');
        const user = state.person(state.signedIn);
        Object.assign(found, { assigneeId: user.userId, assigneeName: user.name });
        return { status: 200, body: found };
      },
      'POST /v1/inbox-items/:itemId/release': (_request, { itemId }) => {
        const found = state.items.find((one) => one.itemId === itemId);
        if (!found) return problem(404, 'item-not-found');
        if (found.assigneeId !== state.signedIn) return problem(409, 'item-not-yours');
        Object.assign(found, { assigneeId: null, assigneeName: null });
        return { status: 200, body: found };
      },
      'POST /v1/inbox-items/:itemId/complete': ({ body }, { itemId }) => {
        const found = state.items.find((one) => one.itemId === itemId);
        if (!found) return problem(404, 'item-not-found');
        if (found.state !== 'open') return problem(409, 'item-not-open');
        const errors = validateForm(
          state.form(found.formId),
          (body as { data: Record<string, unknown> }).data,
        );
        if (errors.length > 0) {
          return problem(400, 'form-invalid', {
            errors: errors.map(({ pointer, message }) => ({ pointer: `/data${pointer}`, message })),
          });
        }
        Object.assign(found, { state: 'completed', completedAt: created });
        return {
          status: 200,
          body: {
            item: found,
            next: [
              { stepName: 'Stem van de politie', partnerNames: ['Politie Voorbeeldland'] },
              { stepName: 'Stem van het OM', partnerNames: ['OM Voorbeeldland'] },
            ],
          },
        };
      },
      'GET /v1/forms/case-signal': () => ({ status: 200, body: state.form('case-signal') }),
      'GET /v1/cases': ({ query }) => {
        const page = Number(query.get('page') ?? '1');
        const pageSize = Number(query.get('pageSize') ?? '25');
        return {
          status: 200,
          body: {
            cases: state.cases.slice((page - 1) * pageSize, page * pageSize),
            total: state.cases.length,
            page,
            pageSize,
          },
        };
      },
      'POST /v1/cases': () => ({ status: 201, body: { caseId: longCase, reference: 'C-2026-0012' } }),
      'GET /v1/cases/:caseId': (_request, { caseId }) => {
        const detail = state.details.get(caseId!);
        return detail ? { status: 200, body: detail } : problem(404, 'case-not-found');
      },
      'POST /v1/cases/:caseId/signals': () => ({ status: 201, body: { signalId: 'sig-4kfTz0' } }),
      'POST /v1/cases/:caseId/review-requests': () => ({ status: 202 }),
      'GET /v1/cases/:caseId/processes/:processId/versions/:version': (_request, parameters) =>
        processXml(parameters['processId']!, Number(parameters['version'])),
      'GET /v1/process-definitions': () => ({
        status: 200,
        body: { processDefinitions: state.processDefinitions, hiddenBelow: 3 },
      }),
      'GET /v1/process-definitions/:processId/versions/:version': (_request, parameters) =>
        processXml(parameters['processId']!, Number(parameters['version'])),
      'POST /v1/process-definitions': () => ({
        status: 201,
        body: version(3, { note: 'Vanuit de proef uitgerold.', deployedByName: 'Peter Procesontwerper' }),
      }),
      'GET /v1/dashboard': () => ({ status: 200, body: state.dashboard }),
      ...oversightOperations(configuration, signalSection, shortCase, problem),
    }),
  };
  return state;

  async function processXml(processId: string, number: number): Promise<FakeAnswer> {
    const xml = await readFile(join(root, 'processes', `${processId}.bpmn`), 'utf8');
    return { status: 200, body: { processId, version: number, xml } };
  }
}
