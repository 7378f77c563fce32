import { describe, expect, test } from '@jest/globals';
import { processIds, readProcessFile } from './bpmn-file.ts';
import { drawingProblems } from './drawing.ts';

describe.each(processIds)('the drawing of %s', (processId) => {
  test('shows every element exactly once, and nothing else', async () => {
    const file = await readProcessFile(processId);
    const drawn = [...file.shapes, ...file.edges].map(({ element }) => element.id).sort();
    expect(drawn).toEqual(file.elements.map(({ id }) => id).sort());
  });

  test('has no overlaps, loose ends, crossed shapes or hidden labels', async () => {
    expect(drawingProblems(await readProcessFile(processId))).toEqual([]);
  });

  test('reads from left to right: only loops go back', async () => {
    const { shapes, elements } = await readProcessFile(processId);
    const left = new Map(shapes.map(({ element, bounds }) => [element.id, bounds.x]));
    const backwards = elements
      .filter(({ $type }) => $type === 'bpmn:SequenceFlow')
      .filter((flow) => {
        const [from, to] = ['sourceRef', 'targetRef'].map((end) =>
          flow.get<{ id: string; $type: string }>(end),
        );
        if (!from || !to || from.$type === 'bpmn:BoundaryEvent') return false;
        return (left.get(to.id) ?? 0) + 100 < (left.get(from.id) ?? 0);
      })
      .map((flow) => flow.get<{ id: string; $type: string }>('targetRef'));
    // What goes back ends at a join, or is on its way to one.
    for (const target of backwards)
      expect(['bpmn:ExclusiveGateway', 'bpmn:ServiceTask']).toContain(target.$type);
  });
});
