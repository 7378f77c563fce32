import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { compileBpmn } from '../../../src/local/broker/bpmn/compile.ts';
import { processFixture } from '../../support/fixtures.ts';

const wrap = (body: string, roots = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d"
  targetNamespace="t">${roots}<bpmn:process id="p" isExecutable="true">${body}</bpmn:process></bpmn:definitions>`;

/** A process that runs one element between start and end. */
const around = (element: string, roots = ''): string =>
  wrap(
    `<bpmn:startEvent id="s"/>${element}<bpmn:endEvent id="e"/>
     <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/><bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="e"/>`,
    roots,
  );

const extensions = (content: string): string => `<bpmn:extensionElements>${content}</bpmn:extensionElements>`;

const problemOf = async (xml: string): Promise<string> => (await compileBpmn(xml)).problem ?? '(accepted)';

const elementOf = async (xml: string, id = 'x') => {
  const compiled = await compileBpmn(xml);
  expect(compiled.problem).toBeUndefined();
  return compiled.processes[0]?.elements.find((element) => element.id === id);
};

describe('reads', () => {
  test('a service task with type, retries, headers and mappings', async () => {
    const xml = around(
      `<bpmn:serviceTask id="x" name="X">${extensions(
        `<zeebe:taskDefinition type="=kind" retries="5"/><zeebe:taskHeaders><zeebe:header key="a" value="1"/></zeebe:taskHeaders>
         <zeebe:ioMapping><zeebe:input source="=y" target="z.q"/><zeebe:output source="static" target="w"/></zeebe:ioMapping>`,
      )}</bpmn:serviceTask>`,
    );
    expect(await elementOf(xml)).toEqual({
      id: 'x',
      type: 'service-task',
      name: 'X',
      task: { type: { kind: 'feel', source: 'kind' }, retries: { kind: 'static', source: '5' } },
      headers: { a: '1' },
      inputs: [{ source: { kind: 'feel', source: 'y' }, target: 'z.q' }],
      outputs: [{ source: { kind: 'static', source: 'static' }, target: 'w' }],
    });
  });

  test('a user task with its assignment, schedule, form and headers', async () => {
    const xml = around(
      `<bpmn:userTask id="x">${extensions(
        `<zeebe:formDefinition formKey="f"/><zeebe:assignmentDefinition assignee="=who" candidateGroups="a,b"/>
         <zeebe:taskSchedule dueDate="=due"/><zeebe:taskHeaders><zeebe:header key="term" value="5"/></zeebe:taskHeaders>`,
      )}</bpmn:userTask>`,
    );
    expect(await elementOf(xml)).toMatchObject({
      type: 'user-task',
      headers: { term: '5' },
      userTask: {
        formKey: { kind: 'static', source: 'f' },
        assignee: { kind: 'feel', source: 'who' },
        candidateGroups: { kind: 'static', source: 'a,b' },
        dueDate: { kind: 'feel', source: 'due' },
      },
    });
  });

  test('multi-instance with its collections and completion condition', async () => {
    const xml = around(
      `<bpmn:serviceTask id="x">${extensions('<zeebe:taskDefinition type="t"/>')}
       <bpmn:multiInstanceLoopCharacteristics isSequential="true">
         ${extensions('<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="all" outputElement="=one"/>')}
         <bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=done</bpmn:completionCondition>
       </bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>`,
    );
    expect((await elementOf(xml))?.multiInstance).toEqual({
      sequential: true,
      inputCollection: { kind: 'feel', source: 'items' },
      inputElement: 'item',
      outputCollection: 'all',
      outputElement: { kind: 'feel', source: 'one' },
      completionCondition: { kind: 'feel', source: 'done' },
    });
  });

  test('a call activity, and leaves unset propagation to the engine', async () => {
    const xml = around(
      `<bpmn:callActivity id="x">${extensions('<zeebe:calledElement processId="child" propagateAllChildVariables="false"/>')}</bpmn:callActivity>`,
    );
    expect(await elementOf(xml)).toMatchObject({
      called: { processId: { kind: 'static', source: 'child' }, propagateAllChildVariables: false },
    });
  });

  test('elements of sub-processes flat, with the scope they stand in', async () => {
    const xml = around(
      `<bpmn:subProcess id="x"><bpmn:startEvent id="is"/><bpmn:endEvent id="ie"/>
         <bpmn:sequenceFlow id="if" sourceRef="is" targetRef="ie"/>
         <bpmn:subProcess id="ev" triggeredByEvent="true">
           <bpmn:startEvent id="es" isInterrupting="false"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1S</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:startEvent>
         </bpmn:subProcess></bpmn:subProcess>`,
    );
    const compiled = await compileBpmn(xml);
    expect(compiled.problem).toBeUndefined();
    expect(
      compiled.processes[0]?.elements.map(({ id, type, parentId, interrupting }) => [
        id,
        type,
        parentId,
        interrupting,
      ]),
    ).toEqual([
      ['s', 'start-event', undefined, undefined],
      ['x', 'sub-process', undefined, undefined],
      ['is', 'start-event', 'x', undefined],
      ['ie', 'end-event', 'x', undefined],
      ['ev', 'event-sub-process', 'x', undefined],
      ['es', 'start-event', 'ev', false],
      ['e', 'end-event', undefined, undefined],
    ]);
  });

  test('a compensation handler by its association', async () => {
    const xml = around(
      `<bpmn:serviceTask id="x">${extensions('<zeebe:taskDefinition type="t"/>')}</bpmn:serviceTask>
       <bpmn:boundaryEvent id="b" attachedToRef="x"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>
       <bpmn:serviceTask id="undo" isForCompensation="true">${extensions('<zeebe:taskDefinition type="u"/>')}</bpmn:serviceTask>
       <bpmn:association id="a" associationDirection="One" sourceRef="b" targetRef="undo"/>`,
    );
    expect(await elementOf(xml, 'b')).toMatchObject({
      event: { kind: 'compensation' },
      compensationHandler: 'undo',
    });
    expect(await elementOf(xml, 'undo')).toMatchObject({ forCompensation: true });
  });

  test('past extension elements of another version of the modeler, and keeps those that it knows', async () => {
    const xml = around(
      `<bpmn:serviceTask id="x">${extensions(
        '<zeebe:payloadMappings><zeebe:mapping source="a" target="b" type="PUT"/></zeebe:payloadMappings>' +
          '<zeebe:taskDefinition type="t"/><zeebe:sinceLater/>',
      )}</bpmn:serviceTask>`,
    );
    expect(await elementOf(xml)).toMatchObject({ task: { type: { source: 't' } } });
  });

  test('several executable processes of one file, in XML order', async () => {
    const compiled = await compileBpmn(processFixture('two-processes'));
    expect(compiled.processes.map(({ id }) => id)).toEqual(['two-processes-first', 'two-processes-second']);
  });

  test('nothing of the pool of another party, whatever it contains', async () => {
    const compiled = await compileBpmn(processFixture('pool-of-another-party'));
    expect(compiled.problem).toBeUndefined();
    expect(compiled.processes.map(({ id }) => id)).toEqual(['pool-of-another-party']);
  });

  test.each(
    readdirSync(join(projectRoot(import.meta.dirname), 'test', 'fixtures', 'processes'))
      .filter((file) => file.endsWith('.bpmn'))
      .map((file) => file.slice(0, -'.bpmn'.length)),
  )('the fixture %s exactly when its name does not say invalid', async (name) => {
    const { problem } = await compileBpmn(processFixture(name));
    if (name.startsWith('invalid-')) expect(problem).toBeDefined();
    else expect(problem).toBeUndefined();
  });
});

describe('refuses', () => {
  test('with the element and the reason in the layout that clients print', async () => {
    expect(await problemOf(processFixture('invalid-complex-gateway'))).toBe(
      '- Element: decide\n    - ERROR: Complex gateways are not supported; use exclusive, inclusive or parallel gateways',
    );
  });

  test.each<[string, string, string]>([
    ['text that is no XML', 'hello', 'no readable BPMN'],
    ['XML that is no BPMN', '<a/>', 'no readable BPMN'],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${wrap('')}`, 'document type'],
    [
      'a file without an executable process',
      wrap('').replace('true', 'false'),
      'at least one executable process',
    ],
    ['a process without a start event', wrap('<bpmn:endEvent id="e"/>'), 'at least one start event'],
    [
      'a reference to nothing',
      wrap('<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="gone"/>'),
      "Refers to 'gone'",
    ],
    ['an unknown element', around('<bpmn:magicTask id="x"/>'), 'unknown type <bpmn:MagicTask>'],
    ['a service task without a job type', around('<bpmn:serviceTask id="x"/>'), 'task definition'],
    ['a transaction', around('<bpmn:transaction id="x"/>'), 'Transactions are not supported'],
    [
      'an ad-hoc sub-process',
      around('<bpmn:adHocSubProcess id="x"/>'),
      'Ad-hoc sub-processes are not supported',
    ],
    [
      'an engine-managed user task',
      around(`<bpmn:userTask id="x">${extensions('<zeebe:userTask/>')}</bpmn:userTask>`),
      'zeebe:userTask',
    ],
    [
      'a form by id and by key',
      around(
        `<bpmn:userTask id="x">${extensions('<zeebe:formDefinition formId="f" formKey="k"/>')}</bpmn:userTask>`,
      ),
      'either a form id or a form key',
    ],
    [
      'execution listeners',
      around(
        `<bpmn:task id="x">${extensions('<zeebe:executionListeners><zeebe:executionListener eventType="start" type="t"/></zeebe:executionListeners>')}</bpmn:task>`,
      ),
      'Execution listeners',
    ],
    ...(
      [
        [
          'a script without a result variable',
          'scriptTask',
          '<zeebe:script expression="=1"/>',
          'result variable',
        ],
        [
          'a script that is no FEEL',
          'scriptTask',
          '<zeebe:script expression="1" resultVariable="r"/>',
          "starts with '='",
        ],
        [
          'a script outside a script task',
          'serviceTask',
          '<zeebe:script expression="=1" resultVariable="r"/>',
          'Only a script task',
        ],
        [
          'a decision without an id',
          'businessRuleTask',
          '<zeebe:calledDecision resultVariable="r"/>',
          'Must have a decision id',
        ],
        [
          'a decision outside a business rule task',
          'serviceTask',
          '<zeebe:calledDecision decisionId="d" resultVariable="r"/>',
          'Only a business rule task',
        ],
        [
          'a decision without a result variable',
          'businessRuleTask',
          '<zeebe:calledDecision decisionId="d"/>',
          'result variable',
        ],
        [
          'a decision and a job',
          'businessRuleTask',
          '<zeebe:calledDecision decisionId="d" resultVariable="r"/><zeebe:taskDefinition type="t"/>',
          'not both',
        ],
      ] as const
    ).map(([what, task, content, reason]): [string, string, string] => [
      what,
      around(`<bpmn:${task} id="x">${extensions(content)}</bpmn:${task}>`),
      reason,
    ]),
    [
      'a loop marker',
      around('<bpmn:task id="x"><bpmn:standardLoopCharacteristics/></bpmn:task>'),
      'loop marker',
    ],
    [
      'multi-instance without an input collection',
      around('<bpmn:task id="x"><bpmn:multiInstanceLoopCharacteristics/></bpmn:task>'),
      'input collection',
    ],
    [
      'an output collection without an output element',
      around(
        `<bpmn:task id="x"><bpmn:multiInstanceLoopCharacteristics>${extensions('<zeebe:loopCharacteristics inputCollection="=a" outputCollection="o"/>')}</bpmn:multiInstanceLoopCharacteristics></bpmn:task>`,
      ),
      'both be given',
    ],
    [
      'a conditional event',
      around(
        '<bpmn:intermediateCatchEvent id="x"><bpmn:conditionalEventDefinition/></bpmn:intermediateCatchEvent>',
      ),
      'ConditionalEventDefinition',
    ],
    [
      'two event definitions',
      around(
        '<bpmn:intermediateThrowEvent id="x"><bpmn:compensateEventDefinition/><bpmn:escalationEventDefinition/></bpmn:intermediateThrowEvent>',
      ),
      'exactly one event definition',
    ],
    [
      'a catch event that waits for nothing',
      around('<bpmn:intermediateCatchEvent id="x"/>'),
      'Must have an event definition',
    ],
    [
      'a timer without a time',
      around(
        '<bpmn:intermediateCatchEvent id="x"><bpmn:timerEventDefinition/></bpmn:intermediateCatchEvent>',
      ),
      'exactly one of a time date',
    ],
    [
      'a catching timer that repeats',
      around(
        '<bpmn:intermediateCatchEvent id="x"><bpmn:timerEventDefinition><bpmn:timeCycle>R/PT1S</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>',
      ),
      'fires once',
    ],
    [
      'a message without a correlation key',
      around('<bpmn:receiveTask id="x" messageRef="m"/>', '<bpmn:message id="m" name="m"/>'),
      'correlation key',
    ],
    [
      'a correlation key that is no expression',
      around(
        '<bpmn:receiveTask id="x" messageRef="m"/>',
        `<bpmn:message id="m" name="m">${extensions('<zeebe:subscription correlationKey="caseId"/>')}</bpmn:message>`,
      ),
      "starts with '='",
    ],
    [
      'an instantiating receive task',
      around(
        '<bpmn:receiveTask id="x" instantiate="true" messageRef="m"/>',
        `<bpmn:message id="m" name="m">${extensions('<zeebe:subscription correlationKey="=caseId"/>')}</bpmn:message>`,
      ),
      'Instantiating',
    ],
    [
      'an error end event without a code',
      around(
        '<bpmn:intermediateThrowEvent id="x"/><bpmn:endEvent id="bad"><bpmn:errorEventDefinition/></bpmn:endEvent>',
      ),
      'with a code',
    ],
    [
      'an error code to catch that is an expression',
      around(
        `<bpmn:task id="x"/><bpmn:boundaryEvent id="b" attachedToRef="x"><bpmn:errorEventDefinition errorRef="er"/></bpmn:boundaryEvent>`,
        '<bpmn:error id="er" errorCode="=code"/>',
      ),
      'static value',
    ],
    [
      'two boundary events for one error code',
      around(
        `<bpmn:task id="x"/><bpmn:boundaryEvent id="b1" attachedToRef="x"><bpmn:errorEventDefinition errorRef="er"/></bpmn:boundaryEvent><bpmn:boundaryEvent id="b2" attachedToRef="x"><bpmn:errorEventDefinition errorRef="er"/></bpmn:boundaryEvent>`,
        '<bpmn:error id="er" errorCode="c"/>',
      ),
      "Only one event may catch the error 'c'",
    ],
    ['a call activity without a process', around('<bpmn:callActivity id="x"/>'), 'called element'],
    [
      'a binding other than latest',
      around(
        `<bpmn:callActivity id="x">${extensions('<zeebe:calledElement processId="c" bindingType="deployment"/>')}</bpmn:callActivity>`,
      ),
      "binding 'deployment'",
    ],
    [
      'broken FEEL',
      around(
        `<bpmn:serviceTask id="x">${extensions('<zeebe:taskDefinition type="=a +"/>')}</bpmn:serviceTask>`,
      ),
      'Failed to parse the job type',
    ],
    [
      'retries that are no number',
      around(
        `<bpmn:serviceTask id="x">${extensions('<zeebe:taskDefinition type="a" retries="many"/>')}</bpmn:serviceTask>`,
      ),
      'whole number',
    ],
    [
      'a mapping target that is no name',
      around(
        `<bpmn:task id="x">${extensions('<zeebe:ioMapping><zeebe:input source="=1" target="a b"/></zeebe:ioMapping>')}</bpmn:task>`,
      ),
      'no variable name',
    ],
    [
      'a condition that is no expression',
      wrap(
        '<bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x"/><bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/><bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="e"><bpmn:conditionExpression>true</bpmn:conditionExpression></bpmn:sequenceFlow>',
      ),
      "starts with '='",
    ],
    [
      'a condition on a flow that leaves a task',
      wrap(
        '<bpmn:startEvent id="s"/><bpmn:task id="x"/><bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/><bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="e"><bpmn:conditionExpression>=true</bpmn:conditionExpression></bpmn:sequenceFlow>',
      ),
      'only supported on flows',
    ],
    [
      'an exclusive gateway with an unconditional flow',
      wrap(
        '<bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x"/><bpmn:endEvent id="e"/><bpmn:endEvent id="e2"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/><bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="e"/><bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="e2"/>',
      ),
      'be the default flow',
    ],
    [
      'an event-based gateway that leads to a task',
      wrap(
        '<bpmn:startEvent id="s"/><bpmn:eventBasedGateway id="x"/><bpmn:task id="a"/><bpmn:task id="b"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/><bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="a"/><bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="b"/>',
      ),
      'intermediate catch events',
    ],
    [
      'a link without its other end',
      around(
        '<bpmn:intermediateThrowEvent id="t"><bpmn:linkEventDefinition name="there"/></bpmn:intermediateThrowEvent><bpmn:task id="x"/>',
      ),
      "has the name 'there'",
    ],
    [
      'a flow into a start event',
      wrap(
        '<bpmn:startEvent id="s"/><bpmn:task id="x"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/><bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="s"/>',
      ),
      'must not have incoming',
    ],
    [
      'two none start events',
      wrap('<bpmn:startEvent id="s"/><bpmn:startEvent id="s2"/>'),
      'Multiple none start events',
    ],
    [
      'a sub-process without a start event',
      around('<bpmn:subProcess id="x"><bpmn:task id="inner"/></bpmn:subProcess>'),
      'exactly one start event',
    ],
    [
      'an event sub-process with a none start event',
      around(
        '<bpmn:task id="x"/><bpmn:subProcess id="ev" triggeredByEvent="true"><bpmn:startEvent id="es"/></bpmn:subProcess>',
      ),
      'Must have an event definition',
    ],
    [
      'a non-interrupting error start event',
      around(
        '<bpmn:task id="x"/><bpmn:subProcess id="ev" triggeredByEvent="true"><bpmn:startEvent id="es" isInterrupting="false"><bpmn:errorEventDefinition/></bpmn:startEvent></bpmn:subProcess>',
      ),
      'must be interrupting',
    ],
    [
      'a non-interrupting error boundary event',
      around(
        '<bpmn:task id="x"/><bpmn:boundaryEvent id="b" attachedToRef="x" cancelActivity="false"><bpmn:errorEventDefinition/></bpmn:boundaryEvent>',
      ),
      'not allowed here',
    ],
  ])('%s', async (_what, xml, reason) => {
    expect(await problemOf(xml)).toContain(reason);
  });

  test('every problem of a file at once', async () => {
    const problem = await problemOf(
      wrap('<bpmn:startEvent id="s"/><bpmn:serviceTask id="a"/><bpmn:complexGateway id="b"/>'),
    );
    expect(problem).toContain('- Element: a');
    expect(problem).toContain('- Element: b');
  });
});
