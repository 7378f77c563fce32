import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { evaluate, parseExpression } from 'feelin';
import { loadConfiguration, termKeyOf } from '../../src/cases/configuration.ts';
import { loadForms, type SchemaNode } from '../../src/cases/forms/index.ts';
import { allPropertiesOf } from '../../src/cases/forms/schema-walk.ts';
import {
  type Element,
  extensions,
  extensionValue,
  headersOf,
  listOf,
  loopOf,
  mappingsOf,
  ofType,
  processIds,
  type ProcessFile,
  readProcessFile,
} from './bpmn-file.ts';

const files = new Map<string, ProcessFile>();
for (const processId of processIds) files.set(processId, await readProcessFile(processId));
const allFiles = [...files.values()];
const configuration = loadConfiguration('config');
const forms = loadForms('processes/forms');

/** Variables that a process instance is given by the message that starts it. */
const givenVariables = [
  'caseId',
  'municipalityPartnerId',
  'policePartnerId',
  'prosecutionPartnerId',
  'signalPartnerId',
  // Of the processes beside the life of the case.
  'childProtectionOwnerId',
  'packageId',
  'decisionId',
  'ownerPartnerId',
  'transferId',
  'fromCaseId',
  'correctionId',
];

/** What each job type returns. */
const jobVariables: Readonly<Record<string, readonly string[]>> = {
  'determine-terms': ['terms'],
  'send-reminder': [],
  'start-screening-round': ['round'],
  'tally-screening-votes': ['screeningResult'],
  'register-composition': ['caseManagerId', 'partnerIds'],
  'end-without-case': [],
  'find-possible-matches': ['hasPossibleMatches', 'linkerIds'],
  'link-signal': ['intakeOutcome'],
  'conclude-handover': ['caseManagerId'],
  'prepare-invitations': ['invitations'],
  'prepare-correction-notices': ['notices'],
  'prepare-information-requests': ['requests'],
  'collect-information': ['informationOutcome'],
  'compare-assessments': ['differencesFound'],
  'register-information-gaps': ['hasInformationGaps'],
  'prepare-plan-approvals': ['approvers'],
  'tally-plan-approvals': ['planResult'],
  'prepare-interventions': ['interventions', 'reviewAt'],
  'plan-next-review': ['reviewAt', 'taxationDueAt', 'necessityDueAt'],
  'plan-notice-recheck': ['noticeRecheckAt'],
  'prepare-rights-request': ['consultations', 'terms'],
  'extend-rights-term': ['terms'],
  'register-rights-decision': ['recipients', 'terms'],
  'prepare-break-glass-review': ['reviewerIds', 'terms'],
  'prepare-meeting-decision': ['terms'],
  'prepare-data-breach': ['reviewerIds', 'terms'],
  'release-provision': ['provisionExpiresAt'],
  'report-break-glass-breach': [],
  'erase-withdrawn': [],
  'end-provision': [],
  'prepare-transfer-consents': ['suppliers', 'consentUntil'],
  'collect-transfer-consents': [
    'transferConsent',
    'receivingChairIds',
    'receivingPartnerId',
    'acceptanceUntil',
  ],
  'expire-transfer': [],
  'close-transferred-case': [],
  'open-transferred-case': [],
  'receive-correction': ['hasCorrection', 'caseManagerId', 'municipalityPartnerId'],
  'report-correction': [],
  'shield-case': [],
  'plan-retention-review': ['retentionReviewAt'],
  'destroy-case': ['recipients'],
};

/** Values of the variables that workers return and gateways decide on. */
const jobVariableValues: Readonly<Record<string, readonly unknown[]>> = {
  screeningResult: ['admit', 'refer', 'stop', 'no-agreement'],
  planResult: ['agreed', 'objections'],
  hasInformationGaps: [true, false],
  hasPossibleMatches: [true, false],
  transferConsent: ['given', 'none'],
  hasCorrection: [true, false],
};

/** Outcomes that a called process hands to its caller, made by output mappings from the values above. */
const outcomeValues: Readonly<Record<string, readonly unknown[]>> = {
  screeningOutcome: ['admit', 'refer', 'stop'],
  planOutcome: ['agreed', 'no-plan'],
};

/** What called processes give back at their end: monitoring ends only on these, intake can also link a signal. */
const endingValues: Readonly<Record<string, readonly unknown[]>> = {
  monitoringOutcome: ['adjust', 'close'],
  intakeOutcome: ['forward', 'refer', 'stop', 'linked'],
};

const isExpression = (value: string | undefined): value is string =>
  value !== undefined && value.startsWith('=');

/** Every FEEL expression of an element, without its leading `=`. */
function expressionsOf(element: Element): string[] {
  const loop = loopOf(element);
  const definitions = listOf(element, 'eventDefinitions');
  return [
    element.get<Element | undefined>('conditionExpression')?.get<string>('body'),
    extensionValue(element, 'zeebe:AssignmentDefinition', 'assignee'),
    extensionValue(element, 'zeebe:AssignmentDefinition', 'candidateGroups'),
    extensionValue(element, 'zeebe:TaskSchedule', 'dueDate'),
    ...mappingsOf(element, 'inputParameters').map(({ source }) => source),
    ...mappingsOf(element, 'outputParameters').map(({ source }) => source),
    loop?.['inputCollection'],
    loop?.['outputElement'],
    ...definitions.map((definition) => definition.get<Element | undefined>('timeDate')?.get<string>('body')),
    ...definitions.map((definition) => {
      const message = definition.get<Element | undefined>('messageRef');
      return message ? extensionValue(message, 'zeebe:Subscription', 'correlationKey') : undefined;
    }),
  ]
    .filter(isExpression)
    .map((expression) => expression.slice(1));
}

/** Names of the variables an expression reads, without the members it reads from them. */
function variablesReadBy(expression: string): string[] {
  const names: string[] = [];
  let member = 0;
  parseExpression(expression, {}, 'camunda').iterate({
    enter: (node) => {
      if (node.name === 'PathExpression') member += 1;
      if (node.name === 'VariableName') names.push(expression.slice(node.from, node.to).trim());
      return true;
    },
  });
  return member > 0 ? names.filter((name) => !new RegExp(`\\.\\s*${name}\\b`).test(expression)) : names;
}

function formVariables(formId: string): Map<string, SchemaNode> {
  const form = forms.get(formId);
  return new Map(
    form ? [...allPropertiesOf(form.schema)].filter(([, property]) => property['x-process-variable']) : [],
  );
}

/** Variables that exist in a process at some time, beside those of its caller. */
function variablesMadeIn(file: ProcessFile): Set<string> {
  const made = new Set<string>();
  for (const element of file.elements) {
    const type = extensionValue(element, 'zeebe:TaskDefinition', 'type');
    for (const name of (type && jobVariables[type]) ?? []) made.add(name);
    const form = extensionValue(element, 'zeebe:FormDefinition', 'formKey');
    if (form) for (const name of formVariables(form).keys()) made.add(name);
    for (const { target } of mappingsOf(element, 'outputParameters')) made.add(target);
    for (const { target } of mappingsOf(element, 'inputParameters')) made.add(target);
    const loop = loopOf(element);
    if (loop?.['inputElement']) made.add(loop['inputElement']);
    if (loop?.['outputCollection']) made.add(loop['outputCollection']);
  }
  return made;
}

const everyVariable = new Set([...givenVariables, ...allFiles.flatMap((file) => [...variablesMadeIn(file)])]);

const userTasks = allFiles.flatMap((file) =>
  ofType(file, 'bpmn:UserTask').map((task) => ({ name: `${file.processId}/${task.id}`, task, file })),
);

describe('the set of processes', () => {
  test('is complete', () => {
    expect(processIds).toEqual([
      'break-glass-review',
      'case-lifecycle',
      'closed-correction',
      'closure',
      'data-breach',
      'inform-subject',
      'information-exchange',
      'integrated-plan',
      'meeting-decision',
      'minor-safeguards',
      'monitoring',
      'provision',
      'received-correction',
      'retention',
      'rights-request',
      'risk-taxation',
      'screening',
      'signal-feedback',
      'signal-intake',
      'transfer',
    ]);
  });

  test('uses every job type that has a worker, and no other', () => {
    const used = new Set(
      allFiles.flatMap((file) =>
        file.elements.flatMap((element) => extensionValue(element, 'zeebe:TaskDefinition', 'type') ?? []),
      ),
    );
    expect([...used].sort()).toEqual(Object.keys(jobVariables).sort());
    const folders = readdirSync('workers').filter((name) => statSync(`workers/${name}`).isDirectory());
    // User tasks are jobs of a type that Zeebe reserves; their folder is named for what they are.
    expect(folders.sort()).toEqual([...used, 'user-task'].sort());
  });

  test('uses every form, except those that people fill in outside a step, and no other', () => {
    const outside = [
      'case-signal',
      'handover',
      'information-correction',
      'rights-request',
      'data-breach',
      'meeting-interpretation',
      'meeting-decision',
      'transfer',
    ];
    const used = new Set(
      userTasks.map(({ task }) => extensionValue(task, 'zeebe:FormDefinition', 'formKey')),
    );
    expect([...used, ...outside].sort()).toEqual([...forms.keys()].sort());
  });

  test('uses every term, except intervals between steps, and no other', () => {
    const used = new Set(userTasks.map(({ task }) => headersOf(task)['term']));
    const intervals = [
      'review',
      'review-minor',
      'notice-recheck',
      'rights-decision-extended',
      'taxation-interval',
      'necessity-interval',
    ];
    expect([...used, ...intervals].sort()).toEqual(Object.keys(configuration.terms).sort());
  });
});

describe.each(processIds)('%s', (processId) => {
  const file = files.get(processId)!;

  test('passes the linter for Zeebe 8.5 without errors or warnings', () => {
    const path = `processes/${processId}.bpmn`;
    const lint = spawnSync(process.execPath, ['node_modules/bpmnlint/bin/bpmnlint.js', path], {
      encoding: 'utf8',
    });
    expect(`${lint.stdout}${lint.stderr}`.trim()).toBe('');
    expect(lint.status).toBe(0);
    // The Camunda rules say nothing about a file that does not name its platform.
    expect(readFileSync(path, 'utf8')).toContain(
      'modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0"',
    );
  });

  test('is an executable process named like its file, with a Dutch name and documentation', () => {
    expect(file.process.id).toBe(processId);
    expect(file.process.get('isExecutable')).toBe(true);
    expect(file.process.name).toMatch(/\S/);
    expect(listOf(file.process, 'documentation')).toHaveLength(1);
  });

  test('has kebab-case ids everywhere', () => {
    const ids = [...file.elements, ...listOf(file.definitions, 'rootElements')].map(({ id }) => id);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  test('has only FEEL that parses and reads variables that exist', () => {
    for (const element of file.elements) {
      for (const expression of expressionsOf(element)) {
        expect(() => evaluate(expression, {}, 'camunda')).not.toThrow();
        expect(everyVariable).toEqual(
          expect.objectContaining({ size: new Set([...everyVariable, ...variablesReadBy(expression)]).size }),
        );
      }
    }
  });

  test('decides each gateway for every value, and never twice', () => {
    const valuesOf = (name: string): readonly unknown[] => {
      if (processId === 'case-lifecycle' && endingValues[name]) return endingValues[name];
      const known = outcomeValues[name] ?? jobVariableValues[name];
      if (known) return known;
      for (const form of forms.values()) {
        const property = formVariables(form.formId).get(name);
        if (property) return (property.oneOf ?? []).map((option) => option.const);
      }
      return [];
    };
    for (const gateway of ofType(file, 'bpmn:ExclusiveGateway')) {
      const flows = listOf(gateway, 'outgoing');
      if (flows.length < 2) continue;
      const conditions = flows.map((flow) =>
        flow.get<Element>('conditionExpression').get<string>('body').slice(1),
      );
      const names = [...new Set(conditions.flatMap(variablesReadBy))];
      expect(names).toHaveLength(1);
      const name = names[0]!;
      const values = valuesOf(name);
      expect(values.length).toBeGreaterThan(1);
      const taken = values.map((value) =>
        conditions.flatMap((condition, index) =>
          evaluate(condition, { [name]: value }, 'camunda').value === true ? [index] : [],
        ),
      );
      // Exactly one way out for every value …
      expect(taken.map((ways) => ways.length)).toEqual(values.map(() => 1));
      // … and every way out is taken for some value.
      expect(new Set(taken.flat()).size).toBe(conditions.length);
    }
  });

  test('calls only processes that exist and takes back only what they make', () => {
    for (const call of ofType(file, 'bpmn:CallActivity')) {
      const [called] = extensions(call, 'zeebe:CalledElement');
      const target = files.get(called?.get<string>('processId') ?? '');
      expect(target).toBeDefined();
      expect(called?.get('propagateAllParentVariables')).toBe(true);
      expect(called?.get('propagateAllChildVariables')).toBe(false);
      const made = variablesMadeIn(target!);
      for (const { source, target: name } of mappingsOf(call, 'outputParameters')) {
        expect(source).toBe(`=${name}`);
        expect([...made]).toContain(name);
      }
    }
  });

  test('determines exactly the term that the next human step uses', () => {
    const steps = ofType(file, 'bpmn:ServiceTask').filter(
      (task) => extensionValue(task, 'zeebe:TaskDefinition', 'type') === 'determine-terms',
    );
    for (const step of steps) {
      const terms = (headersOf(step)['terms'] ?? '').split(',').map((term) => term.trim());
      const next: Element[] = [];
      const follow = (element: Element): void => {
        for (const flow of listOf(element, 'outgoing')) {
          const target = flow.get<Element>('targetRef');
          if (target.$type === 'bpmn:UserTask') next.push(target);
          else follow(target);
        }
      };
      follow(step);
      expect(next.length).toBeGreaterThan(0);
      expect([...new Set(next.map((task) => headersOf(task)['term']))].sort()).toEqual(terms.sort());
    }
  });
});

describe.each(userTasks)('user task $name', ({ task, file }) => {
  const headers = headersOf(task);
  const termId = headers['term'] ?? '';
  const own = task.id === 'carry-out-intervention' ? 'intervention' : `terms.${termKeyOf(termId)}`;

  test('has a form, an owner, a reason, a legal basis and a term', () => {
    expect(forms.has(extensionValue(task, 'zeebe:FormDefinition', 'formKey') ?? '')).toBe(true);
    const assignment = extensions(task, 'zeebe:AssignmentDefinition')[0];
    expect(assignment?.get('assignee') ?? assignment?.get('candidateGroups')).toMatch(/^=/);
    expect(headers['reason']?.length).toBeGreaterThan(40);
    expect(headers['legalBasis']).toMatch(/^((Wgpart|AVG) art\. |Lokaal beleid)/);
    expect(Object.keys(configuration.terms)).toContain(termId);
  });

  test('is due by its term', () => {
    expect(extensionValue(task, 'zeebe:TaskSchedule', 'dueDate')).toBe(`=${own}.dueAt`);
  });

  test('sends a reminder before that, without interrupting', () => {
    const [boundary, ...others] = ofType(file, 'bpmn:BoundaryEvent').filter(
      (event) => event.get<Element>('attachedToRef') === task,
    );
    expect(others).toEqual([]);
    expect(boundary?.get('cancelActivity')).toBe(false);
    const [timer] = listOf(boundary!, 'eventDefinitions');
    expect(timer?.get<Element>('timeDate').get('body')).toBe(`=${own}.remindAt`);
    const reminder = listOf(boundary!, 'outgoing')[0]!.get<Element>('targetRef');
    expect(extensionValue(reminder, 'zeebe:TaskDefinition', 'type')).toBe('send-reminder');
    expect(headersOf(reminder)).toEqual({ element: task.id });
  });

  test('is not an engine-managed user task: those have no gRPC call', () => {
    expect(extensions(task, 'zeebe:UserTask')).toEqual([]);
  });
});
