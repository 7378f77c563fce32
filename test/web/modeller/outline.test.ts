import { describe, expect, test } from '@jest/globals';
import { outlineOf, type OutlineStep } from '../../../web/src/modeller/canvas/outline.ts';
import { informationRequest, readModel } from './read-model.ts';

const outline = async (body: string) => outlineOf(await readModel(definitions(body)))[0]!.steps;
const definitions = (body: string) => `<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <bpmn:process id="p" name="Proef">${body}</bpmn:process></bpmn:definitions>`;
/** A sequence flow; the parser fills in the elements' own `incoming` and `outgoing` from what the file lists. */
const flow = (id: string, from: string, to: string, name = '') =>
  `<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}" name="${name}" />`;
const node = (
  type: string,
  id: string,
  { into = [] as string[], out = [] as string[], rest = '', inner = '' } = {},
) =>
  `<bpmn:${type} id="${id}" ${rest}>${into.map((one) => `<bpmn:incoming>${one}</bpmn:incoming>`).join('')}${out
    .map((one) => `<bpmn:outgoing>${one}</bpmn:outgoing>`)
    .join('')}${inner}</bpmn:${type}>`;
const ids = (steps: readonly OutlineStep[]) => steps.map(({ elementId }) => elementId);

describe('the text outline of a process', () => {
  test('follows the flow, with an edge event and what it leads to directly after its step', async () => {
    const [process] = outlineOf(await readModel(await informationRequest()));
    expect(process!.name).toBe('Informatie vragen');
    expect(ids(process!.steps)).toEqual([
      'start',
      'prepare-request',
      'answer-request',
      'reminder-due',
      'send-reminder',
      'reminded',
      'is-complete',
      'collect',
      'done',
    ]);
  });

  test('names the kind of each element, also what interrupts and what joins', async () => {
    const [process] = outlineOf(await readModel(await informationRequest()));
    const types = new Map(process!.steps.map(({ elementId, type }) => [elementId, type]));
    expect(types.get('answer-request')).toBe('User Task');
    expect(types.get('reminder-due')).toBe('Timer Boundary Event (Non Interrupting)');
    expect(types.get('is-complete')).toBe('Exclusive Gateway');
  });

  test('tells where a choice leads, with the text at the arrow', async () => {
    const [process] = outlineOf(await readModel(await informationRequest()));
    const choice = process!.steps.find(({ elementId }) => elementId === 'is-complete')!;
    expect(choice.next.map(({ via, elementId }) => [via, elementId])).toEqual([
      ['Ja', 'collect'],
      ['Nee, vraag opnieuw', 'answer-request'],
    ]);
  });

  test('puts a join after all branches that lead to it, in the order in which the fork names them', async () => {
    const steps = await outline(
      [
        node('startEvent', 's', { out: ['f0'] }),
        node('parallelGateway', 'join', { into: ['fa', 'fb'], out: ['fe'] }),
        node('task', 'b', { into: ['f2'], out: ['fb'] }),
        node('task', 'a', { into: ['f1'], out: ['fa'] }),
        node('parallelGateway', 'fork', { into: ['f0'], out: ['f1', 'f2'] }),
        node('endEvent', 'e', { into: ['fe'] }),
        flow('f0', 's', 'fork'),
        flow('f1', 'fork', 'a'),
        flow('f2', 'fork', 'b'),
        flow('fa', 'a', 'join'),
        flow('fb', 'b', 'join'),
        flow('fe', 'join', 'e'),
      ].join(''),
    );
    expect(ids(steps)).toEqual(['s', 'fork', 'a', 'b', 'join', 'e']);
    expect(steps.find(({ elementId }) => elementId === 'join')!.type).toBe('Joining Gateway');
  });

  test('holds what is inside a sub-process, and tells an event sub-process last', async () => {
    const steps = await outline(
      [
        node('subProcess', 'on-message', {
          rest: 'triggeredByEvent="true"',
          inner: node('startEvent', 'message', { inner: '<bpmn:messageEventDefinition id="m" />' }),
        }),
        node('startEvent', 's', { out: ['f1'] }),
        node('subProcess', 'sub', {
          into: ['f1'],
          inner: `<bpmn:multiInstanceLoopCharacteristics />${node('startEvent', 'inside')}`,
        }),
        flow('f1', 's', 'sub'),
      ].join(''),
    );
    expect(ids(steps)).toEqual(['s', 'sub', 'on-message']);
    expect(steps[1]).toMatchObject({ repeats: true, children: [{ elementId: 'inside' }] });
    expect(steps[2]).toMatchObject({
      type: 'Event Sub Process',
      children: [{ type: 'Message Start Event' }],
    });
  });

  test('still tells the steps of a loop that nothing leads into', async () => {
    const steps = await outline(
      [
        node('task', 'a', { into: ['f2'], out: ['f1'] }),
        node('task', 'b', { into: ['f1'], out: ['f2'] }),
        flow('f1', 'a', 'b'),
        flow('f2', 'b', 'a'),
      ].join(''),
    );
    expect([...ids(steps)].sort()).toEqual(['a', 'b']);
  });
});
