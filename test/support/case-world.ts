import type { Connection } from 'mongoose';
import { demoCredentials, standingOf } from '../../src/access/accounts/index.ts';
import { createBreakGlassDesk, type BreakGlassDesk } from '../../src/cases/break-glass/desk.ts';
import {
  caseAccess,
  meetingAccess,
  personAccess,
  provisionAccess,
  transferAccess,
} from '../../src/access/policy.ts';
import { createCaseDesk, type CaseDesk } from '../../src/cases/case-desk.ts';
import { createCaseRepository, type CaseRepository } from '../../src/cases/case-repository.ts';
import { loadConfiguration, type Configuration } from '../../src/cases/configuration.ts';
import type { CaseAccess } from '../../src/cases/access.ts';
import { createFormDesk, type FormDesk } from '../../src/cases/form-desk.ts';
import { loadForms } from '../../src/cases/forms/index.ts';
import { certificatesOf, type Certificates } from '../../src/cases/retention/certificates.ts';
import type { InboxItem } from '../../src/cases/inbox-item.ts';
import { matchKeysOf } from '../../src/cases/matching/match-keys.ts';
import { createInformationDesk, type InformationDesk } from '../../src/cases/information/desk.ts';
import { createInboxStore, type InboxStore } from '../../src/cases/inbox-store.ts';
import { createInbox, type Inbox } from '../../src/cases/inbox.ts';
import { createOutbox, type Outbox } from '../../src/cases/outbox.ts';
import { createMeetingItemDesk, type MeetingItemDesk } from '../../src/cases/meeting/item-desk.ts';
import { createMeetingDesk, type MeetingDesk } from '../../src/cases/meeting/meeting-desk.ts';
import { createMeetingStore } from '../../src/cases/meeting/meeting-store.ts';
import { createPersonDesk, type PersonDesk } from '../../src/cases/person/person-desk.ts';
import { createExternalDesk, type ExternalDesk } from '../../src/cases/provision/external-desk.ts';
import { createProvisionDesk, type ProvisionDesk } from '../../src/cases/provision/provision-desk.ts';
import { createTransferDesk, type TransferDesk } from '../../src/cases/transfer/desk.ts';
import type { People, User } from '../../src/cases/people.ts';
import type { ProcessCommands, ProcessVariables } from '../../src/cases/process-commands.ts';
import type { ProcessOutlines } from '../../src/cases/progress.ts';
import { createWorkingDayCalendar } from '../../src/cases/working-days.ts';
import type { CompletedItem } from '../../src/contract/http.ts';
import { fillForm, type Answers } from '../../src/demo/fill-form.ts';
import { shiftableClock, type ShiftableClock } from '../../src/lib/clock.ts';
import type { ActivatedJob, JobOutcome, Variables } from '../../src/zeebe/process-client.ts';
import { ProcessEngineError, type ProcessEngineErrorCode } from '../../src/zeebe/process-engine-error.ts';
import type { WorkerContext } from '../../workers/context.ts';
import { workers } from '../../workers/registry.ts';
import { monday } from './case-file.ts';
import { openTestStore } from './local-store.ts';

/** A process engine as far as the domain speaks to it: it knows which jobs exist and remembers what it was told. */
export interface FakeEngine extends ProcessCommands {
  readonly completed: { readonly jobKey: string; readonly variables: ProcessVariables }[];
  readonly messages: {
    readonly name: string;
    readonly messageId: string;
    readonly variables: ProcessVariables;
  }[];
  /** From now on every call is refused like this; undefined: the engine works. */
  refuseWith(code: ProcessEngineErrorCode | undefined): void;
  /** The next completion reaches the engine, but its answer is lost. */
  loseNextAnswer(): void;
  addJob(jobKey: string): void;
  /** The process withdrew the step. */
  withdrawJob(jobKey: string): void;
}

function fakeEngine(): FakeEngine {
  const jobs = new Set<string>();
  let refusal: ProcessEngineErrorCode | undefined;
  let answerIsLost = false;
  const engine: FakeEngine = {
    completed: [],
    messages: [],
    refuseWith: (code) => (refusal = code),
    loseNextAnswer: () => (answerIsLost = true),
    addJob: (jobKey) => jobs.add(jobKey),
    withdrawJob: (jobKey) => jobs.delete(jobKey),
    async completeJob(jobKey, variables) {
      if (refusal !== undefined) throw new ProcessEngineError(refusal, 'completeJob', jobKey, 'refused');
      if (!jobs.delete(jobKey))
        throw new ProcessEngineError('not-found', 'completeJob', jobKey, 'no such job');
      engine.completed.push({ jobKey, variables });
      if (!answerIsLost) return;
      answerIsLost = false;
      throw new ProcessEngineError('deadline-exceeded', 'completeJob', jobKey, 'no answer');
    },
    async publishMessage({ name, messageId, variables }) {
      if (refusal !== undefined)
        throw new ProcessEngineError(refusal, 'publishMessage', messageId, 'refused');
      if (engine.messages.some((message) => message.messageId === messageId)) {
        throw new ProcessEngineError('already-exists', 'publishMessage', messageId, 'buffered');
      }
      engine.messages.push({ name, messageId, variables });
    },
  };
  return engine;
}

/** What a test says of a user task; the rest is filled in. */
export interface UserTask {
  readonly elementId: string;
  readonly formId: string;
  readonly processId?: string;
  readonly partnerIds?: readonly string[];
  readonly assigneeId?: string;
  readonly variables?: Variables;
  readonly termId?: string;
  /** `case-manager`: the step moves along when the case is handed over. */
  readonly owner?: 'case-manager' | 'receiving-consultation';
  readonly candidateUserIds?: readonly string[];
}

/** The domain on a real store, with a stand-in for the engine; the test plays the process. */
export interface CaseWorld {
  readonly configuration: Configuration;
  readonly connection: Connection;
  readonly clock: ShiftableClock;
  readonly engine: FakeEngine;
  readonly repository: CaseRepository;
  readonly items: InboxStore;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly desk: CaseDesk;
  readonly breakGlass: BreakGlassDesk;
  readonly personDesk: PersonDesk;
  readonly information: InformationDesk;
  readonly meetingDesk: MeetingDesk;
  readonly meetingItemDesk: MeetingItemDesk;
  readonly provisionDesk: ProvisionDesk;
  readonly externalDesk: ExternalDesk;
  readonly transferDesk: TransferDesk;
  readonly certificates: Certificates;
  readonly context: WorkerContext;
  /** What desks are made of beside the worker's context. */
  readonly parts: {
    readonly forms: FormDesk;
    readonly access: CaseAccess;
    readonly partnerName: (partnerId: string) => string;
  };
  readonly log: string[];
  /** See `TestStore.filesHold`. */
  filesHold(text: string): boolean;
  /** A demo user, by the last part of the id: `gemeente`, `politie`. */
  user(name: string): User;
  /** The same world with other parts, such as a store that fails: another process on the same data. */
  restarted(parts: {
    readonly items?: InboxStore;
    readonly repository?: CaseRepository;
    readonly engine?: ProcessCommands;
  }): CaseWorld;
  /** Data that a form accepts. */
  signalData(answers?: Answers): Record<string, unknown>;
  openCase(user?: User): Promise<string>;
  /** A job as the engine would hand it over. */
  job(caseId: string, type: string, changes?: Partial<ActivatedJob>): ActivatedJob;
  handle(job: ActivatedJob): Promise<JobOutcome>;
  /** An automatic step: answers its variables. @throws Error when it does not complete */
  step(caseId: string, type: string, changes?: Partial<ActivatedJob>): Promise<ProcessVariables>;
  userTaskJob(caseId: string, task: UserTask): ActivatedJob;
  userTask(caseId: string, task: UserTask): Promise<InboxItem>;
  /** Data that the form of an item accepts. */
  answers(user: User, itemId: string, answers?: Answers): Promise<Record<string, unknown>>;
  submit(user: User, itemId: string, answers?: Answers): Promise<CompletedItem>;
  close(): Promise<void>;
}

let lastKey = 2_251_799_813_685_248n;
const nextKey = (): string => String((lastKey += 1n));

/** @param configured what this world has otherwise than `config/`; default: nothing */
export async function openCaseWorld(
  configured: (configuration: Configuration) => Configuration = (configuration) => configuration,
): Promise<CaseWorld> {
  const store = await openTestStore();
  const configuration = configured(loadConfiguration('config'));
  const formDefinitions = loadForms('processes/forms');
  const meetings = createMeetingStore(store.connection);
  const calendar = createWorkingDayCalendar(configuration);
  const matchKeys = matchKeysOf('a secret that only the tests of this product know');
  const clock = shiftableClock(monday);
  const engine = fakeEngine();
  const log: string[] = [];
  const users: readonly User[] = configuration.demo.users.map((user) => ({
    ...user,
    at: monday,
    ...standingOf({ ...user, ...demoCredentials(user, configuration) }, configuration, '2026-03-02'),
  }));
  const people: People = {
    byPartner: async (partnerId) => users.filter((user) => user.partnerId === partnerId),
    byId: async (userId) => users.find((user) => user.userId === userId),
  };
  const outlines: ProcessOutlines = {
    byKey: async () => undefined,
    inForceAt: async () => undefined,
    stepName: async (_key, elementId) => `Stap ${elementId}`,
  };
  const partnerName = (partnerId: string): string =>
    configuration.partners.find((partner) => partner.partnerId === partnerId)?.name ?? partnerId;
  const forms = createFormDesk({ forms: formDefinitions, configuration, people, access: caseAccess, clock });

  const make = (
    repository: CaseRepository,
    items: InboxStore,
    commands: ProcessCommands = engine,
  ): CaseWorld => {
    const note = (fields: Readonly<Record<string, string | number>>, message: string): void => {
      log.push(`${message} ${JSON.stringify(fields)}`);
    };
    const outbox = createOutbox({ repository, items, commands, clock, log: note });
    const shared = {
      repository,
      items,
      outbox,
      forms,
      access: caseAccess,
      people,
      clock,
      partnerName,
      categories: configuration.fieldAccess.categories,
    };
    const inbox = createInbox({
      ...shared,
      calendar,
      timeZone: configuration.timeZone,
      nextStepWaitMs: 0,
    });
    const desk = createCaseDesk({ ...shared, configuration, calendar, matchKeys, outlines });
    const information = createInformationDesk(shared);
    const personDesk = createPersonDesk({ ...shared, personAccess, configuration, calendar });
    const ofMeetings = { ...shared, meetings, meetingAccess, configuration };
    const meetingDesk = createMeetingDesk(ofMeetings);
    const meetingItemDesk = createMeetingItemDesk(ofMeetings);
    const provisionDesk = createProvisionDesk({ ...shared, provisionAccess, configuration });
    const externalDesk = createExternalDesk({ ...shared, access: provisionAccess });
    const transferDesk = createTransferDesk({ ...shared, transferAccess, configuration });
    const breakGlass = createBreakGlassDesk({ ...shared, configuration });
    const context: WorkerContext = {
      repository,
      items,
      outbox,
      configuration,
      matchKeys,
      calendar,
      clock,
      people,
      outlines,
      forms,
      formIds: new Set(formDefinitions.keys()),
      log: note,
    };
    const world: CaseWorld = {
      configuration,
      connection: store.connection,
      clock,
      engine,
      repository,
      items,
      outbox,
      inbox,
      desk,
      breakGlass,
      personDesk,
      information,
      meetingDesk,
      meetingItemDesk,
      provisionDesk,
      externalDesk,
      transferDesk,
      certificates: certificatesOf(shared),
      context,
      parts: { forms, access: caseAccess, partnerName },
      log,
      filesHold: (text) => store.filesHold(text),
      user(name) {
        const found = users.find(({ userId }) => userId === `usr-demo-${name}`);
        if (found === undefined) throw new Error(`There is no demo user ${name}.`);
        return found;
      },
      restarted: (parts) =>
        make(parts.repository ?? repository, parts.items ?? items, parts.engine ?? commands),
      signalData: (answers = {}) =>
        fillForm(
          forms.standAlone('case-signal', world.user('zorg')).schema,
          { municipalityId: 'voorbeeldstad', subject: { name: 'Testpersoon' }, ...answers },
          '2026-03-02',
        ),
      async openCase(user = world.user('zorg')) {
        const { caseId } = await desk.openCase(user, {
          requestId: `request-${nextKey()}`,
          data: world.signalData(),
        });
        return caseId;
      },
      job: (caseId, type, changes = {}) => ({
        key: nextKey(),
        type,
        processInstanceKey: '100',
        processId: 'designers-own',
        processVersion: 1,
        processDefinitionKey: '200',
        elementId: type,
        elementInstanceKey: nextKey(),
        customHeaders: {},
        worker: 'test',
        retries: 3,
        deadline: 0,
        ...changes,
        variables: { caseId, ...changes.variables },
      }),
      async handle(job) {
        const worker = workers.find(({ jobType }) => jobType === job.type);
        if (worker === undefined) throw new Error(`There is no worker for ${job.type}.`);
        return worker.handler(job, context);
      },
      async step(caseId, type, changes) {
        const outcome = await world.handle(world.job(caseId, type, changes));
        if (outcome.kind !== 'complete') throw new Error(JSON.stringify(outcome));
        return outcome.variables ?? {};
      },
      userTaskJob(caseId, task) {
        const {
          elementId,
          formId,
          processId,
          partnerIds,
          assigneeId,
          candidateUserIds,
          variables,
          termId = 'plan',
          owner,
        } = task;
        const made = world.job(caseId, 'io.camunda.zeebe:userTask', {
          elementId,
          ...(processId === undefined ? {} : { processId }),
          variables: variables ?? {},
          customHeaders: {
            'io.camunda.zeebe:formKey': formId,
            ...(partnerIds === undefined
              ? {}
              : { 'io.camunda.zeebe:candidateGroups': JSON.stringify(partnerIds) }),
            ...(assigneeId === undefined ? {} : { 'io.camunda.zeebe:assignee': assigneeId }),
            ...(candidateUserIds === undefined
              ? {}
              : { 'io.camunda.zeebe:candidateUsers': JSON.stringify(candidateUserIds) }),
            'io.camunda.zeebe:dueDate': '2026-03-10T22:59:59.999Z',
            ...(owner === undefined ? {} : { owner }),
            term: termId,
            reason: 'Omdat u aan de beurt bent.',
            legalBasis: 'Lokaal beleid',
          },
        });
        engine.addJob(made.key);
        return made;
      },
      async userTask(caseId, task) {
        const made = world.userTaskJob(caseId, task);
        const outcome = await world.handle(made);
        const item = await items.get(`itm-${made.key}`);
        if (outcome.kind !== 'leave' || item === undefined) throw new Error(JSON.stringify(outcome));
        return item;
      },
      async answers(user, itemId, answers = {}) {
        const { form } = await inbox.read(user, itemId);
        return fillForm(form.schema, answers, '2026-04-01');
      },
      async submit(user, itemId, answers) {
        return inbox.submitItem({ itemId, user, data: await world.answers(user, itemId, answers) });
      },
      close: () => store.close(),
    };
    return world;
  };

  const repository = createCaseRepository(store.connection);
  const items = createInboxStore(store.connection);
  await Promise.all([repository.ensureIndexes(), items.ensureIndexes(), meetings.ensureIndexes()]);
  return make(repository, items);
}
