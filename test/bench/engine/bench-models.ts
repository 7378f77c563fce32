/** The processes that the engine's benchmark runs. */

const definitions = (processId: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench">
  ${content.includes('messageRef') ? MESSAGE : ''}${content.includes('signalRef') ? SIGNAL : ''}
  <bpmn:process id="${processId}" isExecutable="true">${content}</bpmn:process>
</bpmn:definitions>`;

const MESSAGE =
  '<bpmn:message id="arrived" name="arrived"><bpmn:extensionElements>' +
  '<zeebe:subscription correlationKey="=id" /></bpmn:extensionElements></bpmn:message>';

const SIGNAL = '<bpmn:signal id="begin" name="begin" />';

const flow = (source: string, target: string): string =>
  `<bpmn:sequenceFlow id="${source}-${target}" sourceRef="${source}" targetRef="${target}" />`;

const task = (id: string, jobType: string): string =>
  `<bpmn:serviceTask id="${id}"><bpmn:extensionElements><zeebe:taskDefinition type="${jobType}" />` +
  '</bpmn:extensionElements></bpmn:serviceTask>';

const chain = (ids: readonly string[]): string =>
  ids
    .slice(1)
    .map((id, index) => flow(ids[index] ?? '', id))
    .join('');

/** So many service tasks, one after the other. */
export const sequence = (processId: string, jobType: string, tasks: number): string => {
  const ids = Array.from({ length: tasks }, (_, index) => `task${index}`);
  return definitions(
    processId,
    '<bpmn:startEvent id="start" />' +
      ids.map((id) => task(id, jobType)).join('') +
      '<bpmn:endEvent id="end" />' +
      chain(['start', ...ids, 'end']),
  );
};

/** So many service tasks at the same time, joined again. */
export const fork = (processId: string, jobType: string, tasks: number): string => {
  const ids = Array.from({ length: tasks }, (_, index) => `task${index}`);
  return definitions(
    processId,
    '<bpmn:startEvent id="start" /><bpmn:parallelGateway id="fork" />' +
      ids.map((id) => task(id, jobType) + flow('fork', id) + flow(id, 'join')).join('') +
      '<bpmn:parallelGateway id="join" /><bpmn:endEvent id="end" />' +
      flow('start', 'fork') +
      flow('join', 'end'),
  );
};

/** Waits for the message `arrived` with the instance's variable `id`. */
export const messageCatch = (processId: string): string =>
  definitions(
    processId,
    '<bpmn:startEvent id="start" /><bpmn:intermediateCatchEvent id="wait">' +
      '<bpmn:messageEventDefinition id="definition" messageRef="arrived" /></bpmn:intermediateCatchEvent>' +
      '<bpmn:endEvent id="end" />' +
      chain(['start', 'wait', 'end']),
  );

/** Started by the signal `begin`; waits until its variable `due`, an instant, and ends. */
export const timerAfterSignal = (processId: string): string =>
  definitions(
    processId,
    '<bpmn:startEvent id="start"><bpmn:signalEventDefinition id="begins" signalRef="begin" /></bpmn:startEvent>' +
      '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition id="definition">' +
      '<bpmn:timeDate>=due</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>' +
      '<bpmn:endEvent id="end" />' +
      chain(['start', 'wait', 'end']),
  );

/** Waits until the instance's variable `due`, an instant, then at a service task. */
export const timerBeforeTask = (processId: string, jobType: string): string =>
  definitions(
    processId,
    '<bpmn:startEvent id="start" /><bpmn:intermediateCatchEvent id="wait">' +
      '<bpmn:timerEventDefinition id="definition"><bpmn:timeDate>=due</bpmn:timeDate></bpmn:timerEventDefinition>' +
      '</bpmn:intermediateCatchEvent>' +
      task('after', jobType) +
      '<bpmn:endEvent id="end" />' +
      chain(['start', 'wait', 'after', 'end']),
  );
