import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { extensionValue, headersOf, listOf, ofType, processIds, readProcessFile } from './bpmn-file.ts';

/** The designers' guide says what the files say. */
const lines = readFileSync('processes/README.md', 'utf8').split('\n');
const linesOf = (processId: string): string[] => {
  const start = lines.findIndex((line) => line.startsWith(`### \`${processId}\``));
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('#'));
  return start < 0 ? [] : lines.slice(start, start + 1 + length);
};

describe.each(processIds)('the guide to %s', (processId) => {
  test('names it and its steps with form, term, legal basis, job type and decisions', async () => {
    const file = await readProcessFile(processId);
    const guide = linesOf(processId);
    expect(guide[0]).toBe(`### \`${processId}\`: ${file.process.name}`);
    const row = (id: string, name: string | undefined) =>
      guide.find((line) => line.startsWith(`| \`${id}\` ${name}`)) ?? `no row for ${id} ${name}`;

    for (const task of ofType(file, 'bpmn:UserTask')) {
      const cells = row(task.id, task.name);
      expect(cells).toContain(`\`${extensionValue(task, 'zeebe:FormDefinition', 'formKey')}\``);
      expect(cells).toContain(`\`${headersOf(task)['term']}\``);
      expect(cells).toContain(headersOf(task)['legalBasis']);
    }
    for (const task of ofType(file, 'bpmn:ServiceTask')) {
      const type = extensionValue(task, 'zeebe:TaskDefinition', 'type') ?? '';
      if (['determine-terms', 'send-reminder'].includes(type)) continue;
      expect(row(task.id, task.name)).toContain(`\`${type}\``);
    }
    for (const gateway of ofType(file, 'bpmn:ExclusiveGateway')) {
      if (listOf(gateway, 'outgoing').length < 2) continue;
      for (const flow of listOf(gateway, 'outgoing')) {
        expect(row(gateway.id, gateway.name)).toContain(`${flow.name} (\``);
      }
    }
  });
});
