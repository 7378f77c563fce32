import { expect } from '@jest/globals';
import { aProcess, expression } from '../../support/engine/process-builder.ts';
import { deployFiles, formFile } from '../../support/engine/resources.ts';
import { scenario } from '../../support/engine/scenario.ts';

const FORM_KEY = 'io.camunda.zeebe:formKey';
const USER_TASK = 'io.camunda.zeebe:userTask';

const linked = (formId = 'intake') =>
  aProcess()
    .start()
    .node('user-task', 'ask', { userTask: { formId: expression(formId) } })
    .end();

const headersOf = (job: { customHeaders: string }): Record<string, string> =>
  JSON.parse(job.customHeaders) as Record<string, string>;

scenario('a form counts its versions like a process', (engine) => {
  const versions = [
    formFile('intake', 'a'),
    formFile('intake', 'a'),
    formFile('intake', 'b'),
    formFile('intake', 'a'),
    formFile('intake', 'a', 'renamed.form'),
  ].map((file) => deployFiles(engine, file).forms[0]);
  expect(versions.map((form) => form?.version)).toEqual([1, 1, 2, 3, 4]);
  expect(versions[1]).toEqual(versions[0]);
  expect(versions[0]).toMatchObject({ formId: 'intake', resourceName: 'intake.form' });
});

scenario('two forms with one id are refused', (engine) => {
  const resources = [formFile('intake', 'a'), formFile('intake', 'b', 'other.form')];
  expect(engine.refused({ type: 'deploy-resources', resources }).reason).toContain(
    "Duplicated form id in resources 'intake.form' and 'other.form'",
  );
});

scenario('a linked form becomes the key of its latest version', (engine) => {
  deployFiles(engine, formFile('intake', 'a'));
  engine.deploy(linked());
  const latest = deployFiles(engine, formFile('intake', 'b')).forms[0];
  engine.create();
  expect(headersOf(engine.job(USER_TASK))[FORM_KEY]).toBe(latest?.formKey);
});

scenario('the id of a form can be an expression', (engine) => {
  const form = deployFiles(engine, formFile('intake-nl')).forms[0];
  engine.deploy(linked('="intake-" + language'));
  engine.create('process', { language: 'nl' });
  expect(headersOf(engine.job(USER_TASK))[FORM_KEY]).toBe(form?.formKey);
});

scenario('a missing form is an incident, which can be resolved once it is deployed', (engine) => {
  engine.deploy(linked());
  engine.create();
  expect(engine.incident()).toMatchObject({
    type: 'FORM_NOT_FOUND',
    elementId: 'ask',
    message: expect.stringContaining("form with id 'intake'"),
  });
  const form = deployFiles(engine, formFile('intake')).forms[0];
  engine.resolve();
  expect(headersOf(engine.job(USER_TASK))[FORM_KEY]).toBe(form?.formKey);
});

scenario('deleting a form brings back the version before; numbers never return', (engine) => {
  engine.deploy(linked());
  const first = deployFiles(engine, formFile('intake', 'a')).forms[0];
  const second = deployFiles(engine, formFile('intake', 'b')).forms[0];
  engine.do({ type: 'delete-resource', resourceKey: second?.formKey ?? '' });
  engine.create();
  expect(headersOf(engine.job(USER_TASK))[FORM_KEY]).toBe(first?.formKey);
  expect(deployFiles(engine, formFile('intake', 'c')).forms[0]?.version).toBe(3);
});
