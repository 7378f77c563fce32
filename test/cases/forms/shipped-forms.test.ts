import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from '@jest/globals';
import { retrieveSchema, type RJSFSchema, type ValidatorType } from '@rjsf/utils';
import {
  activeFormData,
  expandForm,
  loadForms,
  processVariablesOf,
  type SchemaNode,
  validateForm,
} from '../../../src/cases/forms/index.ts';
import { informationCategories } from '../../../src/cases/information/model.ts';
import { allPropertiesOf } from '../../../src/cases/forms/schema-walk.ts';
import { configuration, exampleAnswers, exampleCase, examplePeople } from './example-answers.ts';

const forms = loadForms('processes/forms');
const sources = { configuration, caseFile: exampleCase, people: examplePeople };
const expanded = (formId: string) => expandForm(forms.get(formId)!, sources);
const answers = Object.entries(exampleAnswers).flatMap(([formId, list]) =>
  list.map((data, index) => ({ name: `${formId} (${index + 1})`, formId, data })),
);

const inBrowser = (schema: SchemaNode) => new Validator(schema as object, '7', false);

/** What react-jsonschema-form needs of a validator to decide which fields to show. */
const formValidator = {
  isValid: (schema: object, data: unknown) => new Validator(schema, '7').validate(data).valid,
} as unknown as ValidatorType;

test('there is an example answer for every form', () => {
  expect(Object.keys(exampleAnswers).sort()).toEqual([...forms.keys()].sort());
});

describe.each(answers)('example answer $name', ({ formId, data }) => {
  const form = expanded(formId);

  test('is accepted by the server and by the browser alike', () => {
    expect(validateForm(form, data)).toEqual([]);
    expect(inBrowser(form.schema).validate(data).errors).toEqual([]);
  });

  test('is shown completely by the form that the browser builds', () => {
    const schema = form.schema as unknown as RJSFSchema;
    const shown = retrieveSchema(formValidator, schema, schema, data);
    for (const name of Object.keys(data)) expect(Object.keys(shown.properties ?? {})).toContain(name);
    const order = form.uiSchema['ui:order'] as readonly string[] | undefined;
    if (order) for (const name of Object.keys(shown.properties ?? {})) expect(order).toContain(name);
  });

  test('hands the process every choice that it decides on', () => {
    const marked = [...allPropertiesOf(forms.get(formId)!.schema)].flatMap(([property, schema]) =>
      schema['x-process-variable'] === true && property in data ? [property] : [],
    );
    expect(Object.keys(processVariablesOf(form, data)).sort()).toEqual(marked.sort());
  });

  test('loses nothing when fields of other choices are left out', () => {
    expect(activeFormData(form, data)).toEqual(data);
  });

  test.each(Object.keys(data))('needs %s, unless it is optional', (name) => {
    const { [name]: _left, ...rest } = data;
    const server = validateForm(form, activeFormData(form, rest)).map(({ pointer }) => pointer);
    const browser = inBrowser(form.schema).validate(rest).valid;
    expect(browser).toBe(server.length === 0);
  });
});

describe.each([...forms.values()])('form $formId', (form) => {
  test('refuses an empty answer and says for each field what to do, in Dutch', () => {
    const errors = validateForm(expanded(form.formId), {});
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(
      (form.schema.required ?? []).map((name) => `/${name}`).sort(),
    );
    for (const { message } of errors) expect(message).toBe('Vul dit in of maak een keuze.');
  });

  test('asks why wherever a choice decides how the process goes on', () => {
    const decides = [...allPropertiesOf(form.schema)].some(([, property]) => property['x-process-variable']);
    if (!decides) return;
    expect(form.schema.required).toContain('rationale');
  });

  test('gives the process only ids, choices, booleans and dates', () => {
    for (const data of exampleAnswers[form.formId] ?? []) {
      for (const value of Object.values(processVariablesOf(expanded(form.formId), data))) {
        expect(['string', 'boolean']).toContain(typeof value);
        if (typeof value === 'string') expect(value).toMatch(/^[a-z0-9-]{1,60}$/);
      }
    }
  });

  test('has an English translation of every field', () => {
    const paths: string[] = [];
    const collect = (node: SchemaNode, path: string): void => {
      for (const [name, property] of allPropertiesOf(node)) {
        const at = path === '' ? name : `${path}.${name}`;
        paths.push(at);
        collect(property, at);
        if (property.items) collect(property.items, at);
        if (property.additionalProperties) collect(property.additionalProperties, at);
      }
    };
    collect(form.schema, '');
    expect(Object.keys(form.i18n?.en?.labels ?? {}).sort()).toEqual([...new Set(paths)].sort());
  });
});

test('every kind of data that can be chosen is one whose readers are configured', () => {
  const chosen = new Set<string>();
  const walk = (node: SchemaNode): void => {
    const properties = [...allPropertiesOf(node)];
    const decisive = new Set(properties.map(([, property]) => property['x-field-group-from']));
    for (const [name, property] of properties) {
      if (decisive.has(name))
        for (const choice of (property.items ?? property).oneOf ?? []) chosen.add(String(choice.const));
      walk(property);
      if (property.items) walk(property.items);
    }
  };
  for (const { schema } of forms.values()) walk(schema);
  expect([...chosen].sort()).toEqual([...informationCategories].sort());
  expect(Object.keys(configuration.fieldAccess.categories).sort()).toEqual([...chosen].sort());
});

test('the process learns exactly the choices it decides on', () => {
  const variables = Object.fromEntries(
    [...forms.values()].map((form) => [
      form.formId,
      [...allPropertiesOf(form.schema)].flatMap(([name, property]) =>
        property['x-process-variable'] ? [name] : [],
      ),
    ]),
  );
  expect(variables).toEqual({
    'added-signal': [],
    'appoint-assessors': ['firstAssessorId', 'secondAssessorId'],
    'break-glass-review': ['breakGlassReview'],
    'case-signal': [],
    'breach-assessment': ['breachRisk'],
    'breach-measures': [],
    'breach-notice': ['breachNotice'],
    'breach-notification': [],
    'breach-review': ['breachReview'],
    'data-breach': [],
    closure: [],
    composition: [],
    'correction-notice': [],
    'destruction-approval': ['destructionApproval'],
    'destruction-notice': [],
    'final-taxation': [],
    'inform-subject': ['noticeOutcome'],
    'information-answer': ['answer'],
    'information-correction': [],
    'intervention-report': ['interventionResult'],
    'meeting-action': [],
    'meeting-decision': [],
    'meeting-interpretation': [],
    'minor-child-protection': ['childProtection'],
    'minor-parents': ['parentsOutcome'],
    handover: [],
    'handover-answer': [],
    'invitation-answer': [],
    'necessity-review': ['necessityOutcome'],
    plan: ['planDecision'],
    'plan-approval': ['approval'],
    'plan-objections': ['planNext'],
    'provision-approval': ['provisionDecision'],
    'received-correction': [],
    'retention-review': ['retentionDecision'],
    review: ['monitoringOutcome'],
    'rights-advice': ['rightsAdvice'],
    'rights-answer': [],
    'rights-decision': ['rightsDecision'],
    'rights-execution': ['execution'],
    'rights-request': [],
    'risk-assessment': [],
    'risk-consensus': ['retaxate'],
    'screening-deliberation': ['screeningNext'],
    'screening-vote': [],
    'signal-feedback': [],
    'signal-match': [],
    'signal-quality-check': ['intakeOutcome'],
    transfer: [],
    'transfer-acceptance': ['transferDecision'],
    'transfer-consent': [],
  });
});

describe('what people must say themselves', () => {
  const without = (formId: string, change: (data: Record<string, unknown>) => void) => {
    const [example] = (exampleAnswers[formId] ?? []).filter((data) => data['planDecision'] !== 'no-plan');
    const data = structuredClone(example ?? {}) as Record<string, unknown>;
    expect(validateForm(expanded(formId), data)).toEqual([]);
    change(data);
    return validateForm(expanded(formId), data).map(({ pointer }) => pointer);
  };

  test('a new plan is refused without what becomes of an unfinished action, or without why', () => {
    expect(without('plan', (data) => delete data['unfinished'])).not.toEqual([]);
    expect(without('plan', (data) => (data['unfinished'] = {}))).not.toEqual([]);
    const noReason = { 'intervention-1': { decision: 'again' } };
    expect(without('plan', (data) => (data['unfinished'] = noReason))).toEqual([
      '/unfinished/intervention-1/reason',
    ]);
    const noDecision = { 'intervention-1': { reason: 'Dat is een reden van genoeg tekens.' } };
    expect(without('plan', (data) => (data['unfinished'] = noDecision))).toEqual([
      '/unfinished/intervention-1/decision',
    ]);
  });

  test.each(['risk-assessment', 'risk-consensus'])('the judgement of the whole in %s', (formId) => {
    expect(without(formId, (data) => delete data['overall'])).toEqual(['/overall']);
  });
});

/** Every free text below a node, with its path; list items and parts by id are `*`. */
function* textsOf(node: SchemaNode, path: string): Generator<readonly [path: string, node: SchemaNode]> {
  for (const [name, property] of allPropertiesOf(node)) {
    const at = `${path}/${name}`;
    if (property.type === 'string') yield [at, property];
    yield* textsOf(property, at);
    if (property.items) yield* textsOf(property.items, `${at}/*`);
    if (property.additionalProperties) yield* textsOf(property.additionalProperties, `${at}/*`);
  }
}

/** The data with another text at a path, wherever the path leads; `changed` counts how often. */
function withText(data: unknown, [name, ...rest]: readonly string[], text: string): [unknown, number] {
  if (name === undefined) return typeof data === 'string' ? [text, 1] : [data, 0];
  if (typeof data !== 'object' || data === null) return [data, 0];
  let count = 0;
  const entries = Object.entries(data as Readonly<Record<string, unknown>>).map(([key, value]) => {
    if (name !== '*' && name !== key) return [key, value] as const;
    const [next, changed] = withText(value, rest, text);
    count += changed;
    return [key, next] as const;
  });
  const next: unknown = Array.isArray(data) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  return [next, count];
}

describe('a text that leaves the case file', () => {
  const texts = [...forms.values()].flatMap(({ formId, schema }) =>
    [...textsOf(schema, '')].map(([path, node]) => ({ formId, path, node })),
  );
  const marked = texts.filter(({ node }) => node['x-impersonal'] === true);

  test('is marked wherever the form asks to name nobody', () => {
    const asking = texts.filter(({ node }) =>
      /(?:schrijf geen|noem geen namen)/i.test(node.description ?? ''),
    );
    expect(asking.length).toBeGreaterThan(3);
    expect(asking.filter(({ node }) => node['x-impersonal'] !== true).map(({ path }) => path)).toEqual([]);
  });

  test.each(marked)('is refused when it says whom it is about: $formId$path', ({ formId, path }) => {
    const people = { names: ['Yusuf Amrani'], organisations: [], birthDates: ['2001-02-03'] };
    const form = expanded(formId);
    let tried = 0;
    for (const data of exampleAnswers[formId] ?? []) {
      for (const text of [
        'Nummer 111222333 meldt dit.',
        'Het gaat om Yusuf, vandaag.',
        'Geboren op 3-2-2001.',
      ]) {
        const [changed, count] = withText(data, path.split('/').slice(1), text);
        tried += count;
        const errors = validateForm(form, changed as typeof data, people);
        expect(errors.map(({ message }) => message)).toEqual(
          Array.from({ length: count }, () => expect.stringContaining('‘de betrokkene’')),
        );
      }
      expect(validateForm(form, data, people)).toEqual([]);
    }
    expect(tried).toBeGreaterThan(0);
  });
});
