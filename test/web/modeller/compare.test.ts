import { beforeAll, describe, expect, test } from '@jest/globals';
import { compare, sameProcess } from '../../../web/src/modeller/canvas/compare.ts';
import { informationRequest, readModel } from './read-model.ts';

let xml: string;
beforeAll(async () => {
  xml = await informationRequest();
});
const compareWith = async (changed: string) => compare(await readModel(xml), await readModel(changed));

describe('comparing two versions of a process', () => {
  test('finds nothing in the same diagram', async () => {
    expect(sameProcess(await compareWith(xml))).toBe(true);
  });

  test('tells what a name was and became', async () => {
    const { changed } = await compareWith(xml.replace('Verzoek beantwoorden', 'Vraag beantwoorden'));
    expect(changed).toEqual([
      {
        elementId: 'answer-request',
        name: 'Vraag beantwoorden',
        type: 'User Task',
        changes: [{ property: 'name', before: 'Verzoek beantwoorden', after: 'Vraag beantwoorden' }],
      },
    ]);
  });

  test('tells that settings and conditions changed, without how they are stored', async () => {
    const { changed } = await compareWith(
      xml.replace('type="collect-information"', 'type="other"').replace('=answer = "supplied"', '=true'),
    );
    expect(changed.map(({ elementId, changes }) => [elementId, changes])).toEqual(
      expect.arrayContaining([
        ['collect', [{ property: 'extensionElements', before: null, after: null }]],
        ['complete', [{ property: 'conditionExpression', before: null, after: null }]],
      ]),
    );
    expect(changed).toHaveLength(2);
  });

  test('tells added and removed elements, and not as moved as well', async () => {
    const { added, removed, moved } = await compareWith(xml.replaceAll('"reminded"', '"reminded-2"'));
    expect(added.map(({ elementId }) => elementId)).toEqual(['reminded-2']);
    expect(removed.map(({ elementId }) => elementId)).toEqual(['reminded']);
    expect(moved).toEqual([]);
  });

  test('counts a shape drawn elsewhere as moved, and the process as the same', async () => {
    const shape = /(<bpmndi:BPMNShape[^>]*bpmnElement="collect"[^>]*>\s*<dc:Bounds x=")(\d+)/;
    expect(xml).toMatch(shape);
    const comparison = await compareWith(xml.replace(shape, '$17'));
    expect(comparison.moved.map(({ elementId }) => elementId)).toEqual(['collect']);
    expect(sameProcess(comparison)).toBe(true);
  });
});
