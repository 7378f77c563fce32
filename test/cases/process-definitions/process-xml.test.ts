import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readProcess } from '../../../src/cases/process-definitions/index.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';

const folder = join(projectRoot(import.meta.dirname), 'processes');
const shipped = (processId: string) => readProcess(readFileSync(join(folder, `${processId}.bpmn`), 'utf8'));

const file = (content: string, attributes = 'id="p" isExecutable="true"') =>
  `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t"><bpmn:process ${attributes}>${content}</bpmn:process></bpmn:definitions>`;
const flow = (from: string, to: string) =>
  `<bpmn:sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}" />`;
const node = (type: string, id: string, incoming: string[], outgoing: string[], more = '') =>
  `<bpmn:${type} id="${id}" name="${id}"${more}>${incoming.map((from) => `<bpmn:incoming>${from}-${id}</bpmn:incoming>`).join('')}${outgoing.map((to) => `<bpmn:outgoing>${id}-${to}</bpmn:outgoing>`).join('')}`;

describe('the steps of a process', () => {
  test('are in reading order whatever the order in the file, and a loop back does not matter', async () => {
    const { steps } = await readProcess(
      file(
        [
          `${node('userTask', 'third', ['choice'], ['end'])}</bpmn:userTask>`,
          `${node('exclusiveGateway', 'choice', ['second'], ['first', 'third'])}</bpmn:exclusiveGateway>`,
          `${node('serviceTask', 'second', ['first'], ['choice'])}</bpmn:serviceTask>`,
          `${node('startEvent', 'start', [], ['first'])}</bpmn:startEvent>`,
          `${node('userTask', 'first', ['start', 'choice'], ['second'])}</bpmn:userTask>`,
          `${node('endEvent', 'end', ['third'], [])}</bpmn:endEvent>`,
          flow('start', 'first'),
          flow('first', 'second'),
          flow('second', 'choice'),
          flow('choice', 'first'),
          flow('choice', 'third'),
          flow('third', 'end'),
        ].join(''),
      ),
    );
    expect(steps.map(({ elementId, order, type }) => [elementId, order, type])).toEqual([
      ['first', 0, 'user-task'],
      ['second', 1, 'service-task'],
      ['third', 2, 'user-task'],
    ]);
  });

  test('leave out reminders, which hang beside the flow on non-interrupting events', async () => {
    const { steps } = await shipped('screening');
    const ids = steps.map(({ elementId }) => elementId);
    expect(ids).toEqual(
      expect.arrayContaining(['vote-municipality', 'vote-police', 'tally-screening-votes']),
    );
    expect(ids.filter((id) => id.includes('remind'))).toEqual([]);
    expect(ids.indexOf('start-screening-round')).toBeLessThan(ids.indexOf('vote-police'));
    expect(ids.indexOf('vote-police')).toBeLessThan(ids.indexOf('tally-screening-votes'));
  });

  test('of the lifecycle are its call activities with the process that each calls', async () => {
    const { steps } = await shipped('case-lifecycle');
    const called = steps
      .filter(({ type }) => type === 'call-activity')
      .map(({ calledProcessId }) => calledProcessId);
    expect(called.slice(0, 3)).toEqual(['signal-intake', 'screening', 'information-exchange']);
    expect(called.at(-1)).toBe('closure');
    expect(steps.map(({ elementId }) => elementId)).toContain('assess-added-signal');
  });

  test('include those inside a sub-process', async () => {
    const { steps } = await shipped('information-exchange');
    expect(steps.map(({ elementId }) => elementId)).toContain('answer-information-request');
  });
});

describe('a process file', () => {
  test.each(readdirSync(folder).filter((name) => name.endsWith('.bpmn')))(
    'that is shipped can be read, and each user task has a form and an owner: %s',
    async (name) => {
      const process = await shipped(name.replace('.bpmn', ''));
      expect(`${process.processId}.bpmn`).toBe(name);
      for (const task of process.userTasks)
        expect(task).toMatchObject({ formKey: expect.any(String), hasOwner: true });
    },
  );

  test.each([
    ['no XML', 'plain text', 'geen leesbare BPMN'],
    ['cut off', file('').slice(0, -30), 'geen leesbare BPMN'],
    ['a document type', `<!DOCTYPE x>${file('')}`, 'DOCTYPE'],
    ['no executable process', file('', 'id="p"'), 'geen uitvoerbaar proces'],
    [
      'two executable processes',
      file('').replace(
        '</bpmn:definitions>',
        '<bpmn:process id="q" isExecutable="true"/></bpmn:definitions>',
      ),
      'meer dan één',
    ],
    ['an unusable id', file('', 'id="1 2" isExecutable="true"'), 'regel 1, kolom'],
    ['an id that is too long', file('', `id="${'a'.repeat(101)}" isExecutable="true"`), 'geen bruikbare id'],
    ['an element that BPMN does not know', file('<bpmn:fooTask id="a"/>'), 'unknown type <bpmn:FooTask>'],
    ['text after its end', `${file('')}x`, 'outside of root'],
  ])('with %s is refused with the reason', async (_, xml, reason) => {
    await expect(readProcess(xml)).rejects.toThrow(reason);
  });
});
