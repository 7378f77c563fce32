import assert from 'node:assert/strict';
import {
  boundary,
  bpmn,
  END,
  error,
  escalation,
  eventSubProcess,
  type Feature,
  type FeatureGroup,
  job,
  message,
  node,
  onError,
  onEscalation,
  onMessage,
  onSignal,
  onTimer,
  path,
  refusal,
  sequence,
  signal,
  single,
  START,
  subProcess,
  when,
} from './feature.ts';

/** A model that is not accepted; the refusal names the element. */
const refuses = (element: string, xml: string, elementId: string, reason: RegExp): Feature => ({
  element,
  behaviour: `refused, naming the element and why`,
  async run() {
    const problem = await refusal(xml);
    assert.ok(problem !== undefined, 'the model was accepted');
    const [, ...blocks] = problem.split('- Element: ');
    const block = blocks.find((text) => text.startsWith(`${elementId}\n`));
    assert.ok(block !== undefined, `no problem of '${elementId}' in: ${problem}`);
    assert.match(block, reason);
  },
});

const startEvent = (content: string): string =>
  bpmn(
    `<bpmn:startEvent id="x">${content}</bpmn:startEvent>${job('y')}${path('x', 'y')}`,
    signal('s') + message('m', ''),
  );

const catcher = (content: string): string =>
  single(node('intermediateCatchEvent', 'x', { content }), signal('s') + message('m'));
const task = (zeebe: string): string =>
  single(node('serviceTask', 'x', { zeebe: `<zeebe:taskDefinition type="t"/>${zeebe}` }));
const conditional =
  '<bpmn:conditionalEventDefinition><bpmn:condition>=true</bpmn:condition></bpmn:conditionalEventDefinition>';
const gateway = (tag: string): string =>
  bpmn(`${START}${node(tag, 'x')}${job('a')}${job('b')}${path('start', 'x', 'a')}${path('x', 'b')}`);

export const refusedElements: FeatureGroup = {
  title: 'Refused at deployment: what Zeebe 8.5 does not have either',
  features: [
    refuses('complex gateway', single(node('complexGateway', 'x')), 'x', /Complex gateways/),
    refuses('transaction', single('<bpmn:transaction id="x"/>'), 'x', /Transactions/),
    refuses('ad-hoc sub-process', single('<bpmn:adHocSubProcess id="x"/>'), 'x', /Ad-hoc/),
    refuses(
      'cancel event',
      bpmn(
        `${START}<bpmn:endEvent id="x"><bpmn:cancelEventDefinition/></bpmn:endEvent>${path('start', 'x')}`,
      ),
      'x',
      /cancel/i,
    ),
    refuses('conditional event', catcher(conditional), 'x', /conditional/i),
    refuses(
      'multiple event',
      catcher(`${onSignal('s')}${onTimer('timeDuration', 'PT1H')}`),
      'x',
      /(one|several|multiple)/i,
    ),
    refuses(
      'loop marker',
      single(job('x', { content: '<bpmn:standardLoopCharacteristics/>' })),
      'x',
      /loop marker/,
    ),
    refuses(
      'instantiating receive task',
      single(node('receiveTask', 'x', { attributes: 'messageRef="m-m" instantiate="true"' }), message('m')),
      'x',
      /Instantiating/,
    ),
    refuses(
      'Camunda user task',
      single(node('userTask', 'x', { zeebe: '<zeebe:userTask/>' })),
      'x',
      /zeebe:userTask/,
    ),
    refuses(
      'execution listeners',
      task(
        '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="t"/></zeebe:executionListeners>',
      ),
      'x',
      /Execution listeners/,
    ),
    refuses(
      'binding of called elements to versions',
      single(
        node('callActivity', 'x', { zeebe: '<zeebe:calledElement processId="p" bindingType="deployment"/>' }),
      ),
      'x',
      /binding/,
    ),
  ],
};

export const refusedModels: FeatureGroup = {
  title: 'Refused at deployment: models that cannot run',
  features: [
    refuses('process without a start event', bpmn(job('x')), 'process', /start event/),
    refuses(
      'process with two none start events',
      bpmn(`${START}<bpmn:startEvent id="s2"/>${job('x')}${path('start', 'x')}${path('s2', 'x')}`),
      'process',
      /none start/,
    ),
    refuses(
      'file without an executable process',
      bpmn(`${START}${END}${path('start', 'end')}`).replace('isExecutable="true"', ''),
      'definitions',
      /executable/,
    ),
    refuses('error start event of a process', startEvent(onError()), 'x', /error/i),
    refuses(
      'timer start event with a duration',
      startEvent(onTimer('timeDuration', 'PT1H')),
      'x',
      /duration|cycle/,
    ),
    refuses('timer catch event with a cycle', catcher(onTimer('timeCycle', 'R/PT1H')), 'x', /cycle/),
    refuses('timer with a text that is no time', catcher(onTimer('timeDuration', 'soon')), 'x', /soon/),
    refuses(
      'interrupting timer boundary event with a cycle',
      sequence([['y', job('y')]], boundary('x', 'y', onTimer('timeCycle', 'R/PT1H'))),
      'x',
      /cycle|duration/,
    ),
    refuses(
      'non-interrupting error boundary event',
      sequence([['y', job('y')]], boundary('x', 'y', onError(), false)),
      'x',
      /interrupting/,
    ),
    refuses(
      'two catchers of one error code',
      sequence(
        [['y', job('y')]],
        boundary('a', 'y', onError('E')) + boundary('b', 'y', onError('E')),
        error('E'),
      ),
      'y',
      /error 'E'/,
    ),
    refuses(
      'two catchers of any error',
      sequence([['y', job('y')]], boundary('a', 'y', onError()) + boundary('b', 'y', onError())),
      'y',
      /any error/,
    ),
    refuses(
      'two catchers of one escalation code',
      sequence(
        [['y', job('y')]],
        eventSubProcess('a', onEscalation('C')) + eventSubProcess('b', onEscalation('C')),
        escalation('C'),
      ),
      'process',
      /escalation 'C'/,
    ),
    refuses(
      'FEEL in the code of a catching error event',
      sequence(
        [['y', job('y')]],
        boundary('x', 'y', '<bpmn:errorEventDefinition errorRef="e"/>'),
        '<bpmn:error id="e" errorCode="=code"/>',
      ),
      'x',
      /static/,
    ),
    refuses(
      'sub-process with an event that starts it',
      single(
        subProcess(
          'x',
          `<bpmn:startEvent id="s1">${onSignal('s')}</bpmn:startEvent>${job('y')}${path('s1', 'y')}`,
        ),
        signal('s'),
      ),
      's1',
      /signal|start/i,
    ),
    refuses(
      'event sub-process without an event',
      sequence([['y', job('y')]], eventSubProcess('x', '')),
      'x-start',
      /start event|event/i,
    ),
    refuses('event-based gateway to a task', gateway('eventBasedGateway'), 'x', /catch events/),
    refuses(
      'event-based gateway with one flow',
      bpmn(
        `${START}${node('eventBasedGateway', 'x')}${node('intermediateCatchEvent', 'c', { content: onTimer('timeDuration', 'PT1H') })}${path('start', 'x', 'c')}`,
      ),
      'x',
      /at least 2/,
    ),
    refuses(
      'exclusive gateway with a flow without a condition',
      bpmn(
        `${START}${node('exclusiveGateway', 'g')}${job('a')}${job('b')}${path('start', 'g', 'a')}${when('g', 'b', 'true')}`,
      ),
      'g-to-a',
      /condition/,
    ),
    refuses(
      'condition on a flow of a task',
      bpmn(`${START}${job('a')}${END}${path('start', 'a')}${when('a', 'end', 'true')}`),
      'a-to-end',
      /condition/,
    ),
    refuses(
      'sequence flow across a sub-process border',
      single(subProcess('x', `<bpmn:startEvent id="s1"/>${job('y')}${path('s1', 'y')}${path('y', 'end')}`)),
      'y-to-end',
      /same scope/,
    ),
    refuses(
      'link without its other half',
      bpmn(
        `${START}${node('intermediateThrowEvent', 'x', { content: '<bpmn:linkEventDefinition name="on"/>' })}${path('start', 'x')}`,
      ),
      'x',
      /link/,
    ),
    refuses('service task without a job type', single(node('serviceTask', 'x')), 'x', /task definition/),
    refuses('call activity without a process id', single(node('callActivity', 'x')), 'x', /process id/),
    refuses(
      'message without a correlation key',
      catcher(onMessage('m')).replace(/<zeebe:subscription[^>]*>/, ''),
      'x',
      /correlation key/,
    ),
    refuses(
      'correlation key that is no expression',
      catcher(onMessage('m')).replace('"=key"', '"key"'),
      'x',
      /starts with '='/,
    ),
    refuses(
      'expression that cannot be parsed',
      task('<zeebe:ioMapping><zeebe:input source="=1 +" target="a"/></zeebe:ioMapping>'),
      'x',
      /parse/,
    ),
    refuses(
      'mapping target that is no name',
      task('<zeebe:ioMapping><zeebe:input source="=1" target="a b"/></zeebe:ioMapping>'),
      'x',
      /variable name/,
    ),
    refuses(
      'multi-instance without an input collection',
      single(job('x', { content: '<bpmn:multiInstanceLoopCharacteristics/>' })),
      'x',
      /input collection/,
    ),
    refuses(
      'compensation boundary event without a handler',
      sequence(
        [['y', job('y')]],
        '<bpmn:boundaryEvent id="x" attachedToRef="y"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>',
      ),
      'x',
      /handler/,
    ),
  ],
};
