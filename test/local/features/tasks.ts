import assert from 'node:assert/strict';
import { decisionFixture } from '../../support/fixtures.ts';
import {
  bpmn,
  extensions,
  type Feature,
  type FeatureGroup,
  io,
  job,
  message,
  node,
  path,
  sequence,
  single,
  START,
} from './feature.ts';

const TYPE = '<zeebe:taskDefinition type="work"/>';

/** A task that a worker does. */
const workerTask = (element: string, tag: string): Feature => ({
  element,
  behaviour: 'creates a job and waits for its completion',
  async run(engine) {
    await engine.start(single(node(tag, 'x', { zeebe: TYPE })));
    assert.deepEqual(engine.active(), ['x']);
    engine.complete('work');
    assert.equal(engine.isIdle(), true);
  },
});

const passes = (element: string, tag: string): Feature => ({
  element,
  behaviour: 'is passed at once',
  async run(engine) {
    await engine.start(single(node(tag, 'x')));
    assert.equal(engine.isIdle(), true);
  },
});

const USER_TASK = 'io.camunda.zeebe:userTask';

const headersOf = (headers: string): unknown => JSON.parse(headers);

export const tasks: FeatureGroup = {
  title: 'Tasks',
  features: [
    workerTask('service task', 'serviceTask'),
    {
      element: 'service task',
      behaviour: 'job type and retries are static or FEEL; task headers reach the worker',
      async run(engine) {
        const zeebe =
          '<zeebe:taskDefinition type="=&quot;kind-&quot; + kind" retries="=tries"/><zeebe:taskHeaders><zeebe:header key="a" value="1"/></zeebe:taskHeaders>';
        await engine.start(single(node('serviceTask', 'x', { zeebe })), { kind: 'b', tries: 7 });
        const found = engine.job('kind-b');
        assert.equal(found.retries, 7);
        assert.deepEqual(headersOf(found.customHeaders), { a: '1' });
      },
    },
    {
      element: 'service task',
      behaviour: 'a job that fails without retries is an incident; more retries and resolving try again',
      async run(engine) {
        await engine.start(single(job('x')));
        const { key } = engine.job('x');
        engine.do({ type: 'fail-job', jobKey: key, retries: 0, errorMessage: 'no' });
        assert.equal(engine.incident().type, 'JOB_NO_RETRIES');
        engine.do({ type: 'update-job-retries', jobKey: key, retries: 1 });
        engine.resolve();
        engine.complete('x');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'service task',
      behaviour: 'a job type that is no text, or retries that are no number, are incidents',
      async run(engine) {
        await engine.start(single(node('serviceTask', 'x', { zeebe: '<zeebe:taskDefinition type="=5"/>' })));
        assert.equal(engine.incident().type, 'EXTRACT_VALUE_ERROR');
      },
    },
    workerTask('send task', 'sendTask'),
    workerTask('script task', 'scriptTask'),
    {
      element: 'script task',
      behaviour: 'with `zeebe:script`: evaluates FEEL into the result variable',
      async run(engine) {
        const script = '<zeebe:script expression="=a + 1" resultVariable="b"/>';
        const instance = await engine.start(
          sequence([
            ['x', node('scriptTask', 'x', { zeebe: script })],
            ['y', job('y')],
          ]),
          { a: 1 },
        );
        assert.deepEqual(engine.locals(instance), { a: 1, b: 2 });
      },
    },
    workerTask('business rule task', 'businessRuleTask'),
    {
      element: 'business rule task',
      behaviour: 'with `zeebe:calledDecision`: takes the latest decision into the result variable',
      async run(engine) {
        const called = '<zeebe:calledDecision decisionId="dish" resultVariable="served"/>';
        await engine.deployFiles({ name: 'dish.dmn', content: decisionFixture('dish') });
        const instance = await engine.start(
          sequence([
            ['x', node('businessRuleTask', 'x', { zeebe: called })],
            ['y', job('y')],
          ]),
          { temperature: 30, guests: 2 },
        );
        assert.deepEqual(engine.locals(instance)['served'], { dish: 'salad', minutes: 10 });
      },
    },
    {
      element: 'business rule task',
      behaviour: 'a missing decision is CALLED_DECISION_ERROR, a failing one DECISION_EVALUATION_ERROR',
      async run(engine) {
        const called = '<zeebe:calledDecision decisionId="dish" resultVariable="served"/>';
        await engine.start(single(node('businessRuleTask', 'x', { zeebe: called })), {
          temperature: 0,
          guests: 20,
        });
        assert.equal(engine.incident().type, 'CALLED_DECISION_ERROR');
        await engine.deployFiles({ name: 'dish.dmn', content: decisionFixture('dish') });
        engine.resolve();
        assert.equal(engine.incident().type, 'DECISION_EVALUATION_ERROR');
      },
    },
    {
      element: 'user task',
      behaviour: `is a job of type \`${USER_TASK}\` with its properties in reserved headers`,
      async run(engine) {
        const zeebe = `<zeebe:assignmentDefinition assignee="=who" candidateGroups="a, b"/>
          <zeebe:taskSchedule dueDate="=date and time(&quot;2030-02-01T10:00:00Z&quot;)"/><zeebe:formDefinition formKey="f"/>
          <zeebe:taskHeaders><zeebe:header key="own" value="1"/></zeebe:taskHeaders>`;
        await engine.start(single(node('userTask', 'x', { zeebe })), { who: 'ann' });
        assert.deepEqual(headersOf(engine.job(USER_TASK).customHeaders), {
          own: '1',
          'io.camunda.zeebe:assignee': 'ann',
          'io.camunda.zeebe:candidateGroups': '["a","b"]',
          'io.camunda.zeebe:dueDate': '2030-02-01T10:00:00Z',
          'io.camunda.zeebe:formKey': 'f',
        });
      },
    },
    {
      element: 'user task',
      behaviour: 'has one retry; a due date that is no date is EXTRACT_VALUE_ERROR',
      async run(engine) {
        await engine.start(single(node('userTask', 'x')));
        assert.equal(engine.job(USER_TASK).retries, 1);
        await engine.start(single(node('userTask', 'x', { zeebe: '<zeebe:taskSchedule dueDate="=5"/>' })));
        assert.equal(engine.incident().type, 'EXTRACT_VALUE_ERROR');
      },
    },
    {
      element: 'user task',
      behaviour: 'a linked form (`formId`) is the key of its latest version; a missing one FORM_NOT_FOUND',
      async run(engine) {
        await engine.start(single(node('userTask', 'x', { zeebe: '<zeebe:formDefinition formId="f"/>' })));
        assert.equal(engine.incident().type, 'FORM_NOT_FOUND');
        await engine.deployFiles({ name: 'f.form', content: '{"id": "f"}' });
        engine.resolve();
        const [form] = [...engine.state.forms.keys()];
        assert.deepEqual(headersOf(engine.job(USER_TASK).customHeaders), {
          'io.camunda.zeebe:formKey': form,
        });
      },
    },
    {
      element: 'receive task',
      behaviour: 'waits for a message; the key is fixed on entry; the variables of the message are taken',
      async run(engine) {
        const instance = await engine.start(
          sequence(
            [
              ['x', node('receiveTask', 'x', { attributes: 'messageRef="m-paid"' })],
              ['y', job('y')],
            ],
            '',
            message('paid'),
          ),
          { key: 7 },
        );
        engine.set(instance, { key: 8 });
        engine.publish('paid', '8');
        assert.deepEqual(engine.active(), ['x']);
        engine.publish('paid', '7', { amount: 5 });
        assert.deepEqual(engine.locals(instance), { key: 8, amount: 5 });
        assert.deepEqual(engine.active(), ['y']);
      },
    },
    {
      element: 'receive task',
      behaviour: 'a correlation key that is neither text nor number is EXTRACT_VALUE_ERROR',
      async run(engine) {
        await engine.start(
          single(node('receiveTask', 'x', { attributes: 'messageRef="m-paid"' }), message('paid')),
        );
        assert.equal(engine.incident().type, 'EXTRACT_VALUE_ERROR');
      },
    },
    passes('manual task', 'manualTask'),
    passes('undefined task', 'task'),
    {
      element: 'any task',
      behaviour: 'mappings: inputs before the job, outputs at completion; a failing one is IO_MAPPING_ERROR',
      async run(engine) {
        const zeebe = io({ local: '=given' }, { taken: '=assert(result, result != null)' });
        const instance = await engine.start(
          sequence([
            ['x', job('x', { zeebe })],
            ['y', job('y')],
          ]),
          { given: 1 },
        );
        assert.deepEqual(JSON.parse(engine.job('x').variables), { given: 1, local: 1 });
        const [waiting] = engine.instances('x');
        engine.do({ type: 'complete-job', jobKey: waiting?.jobKey ?? '' });
        assert.equal(engine.incident().type, 'IO_MAPPING_ERROR');
        engine.set(waiting?.key ?? '', { result: 2 }, true);
        engine.resolve();
        assert.deepEqual(engine.locals(instance), { given: 1, taken: 2 });
      },
    },
    {
      element: 'process',
      behaviour: 'pools that are not executable are ignored, whatever they contain',
      async run(engine) {
        const own = bpmn(`${START}${job('x')}${path('start', 'x')}`);
        const other =
          '<bpmn:process id="other" isExecutable="false"><bpmn:complexGateway id="g"/></bpmn:process>';
        await engine.start(own.replace('</bpmn:definitions>', `${other}</bpmn:definitions>`));
        assert.deepEqual(engine.active(), ['x']);
      },
    },
    {
      element: 'data objects, annotations, groups',
      behaviour: 'are ignored',
      async run(engine) {
        const decoration = `<bpmn:dataObject id="d"/><bpmn:dataObjectReference id="r" dataObjectRef="d"/>
          <bpmn:textAnnotation id="t"><bpmn:text>note</bpmn:text></bpmn:textAnnotation>${extensions('')}`;
        await engine.start(sequence([['x', job('x')]], decoration));
        assert.deepEqual(engine.active(), ['x']);
      },
    },
  ],
};
