import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Doc } from '../../../src/local/docstore/bson/value.ts';
import { PAUSE, Slice } from '../../../src/local/docstore/pace.ts';
import { sortDocuments, sortedFlow } from '../../../src/local/docstore/query/sort.ts';

test('a sort with pauses gives what a sort at once gives, equal ones in the order in which they came', () => {
  const spec: Doc = new Map([
    ['a', 1],
    ['b', -1],
  ]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), {
        minLength: 0,
        maxLength: 2_600,
        size: 'max',
      }),
      (pairs) => {
        const items = pairs.map(([a, b], item) => ({
          item,
          doc: new Map([
            ['a', a],
            ['b', b],
          ]),
        }));
        const flow = sortedFlow(items, spec, new Slice(0));
        let step = flow.next();
        for (; step.done !== true; step = flow.next()) expect(step.value).toBe(PAUSE);
        expect(step.value).toEqual(sortDocuments(items, spec));
      },
    ),
    { numRuns: 30 },
  );
});
