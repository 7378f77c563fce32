import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys, LazyHeap, MultiIndex } from '../../../src/local/engine/ordered-keys.ts';

describe('keys', () => {
  test('order by value, also beyond 2^53', () => {
    const keys = ['10', '9', '11258999068426241', '9007199254740993', '9007199254740992'];
    expect(keys.sort(compareKeys)).toEqual([
      '9',
      '10',
      '9007199254740992',
      '9007199254740993',
      '11258999068426241',
    ]);
  });
});

describe('multi-index', () => {
  test('holds what was added and not removed, in key order, however it got there', () => {
    const operations = fc.array(
      fc.record({ value: fc.constantFrom('x', 'y'), key: fc.nat(30), add: fc.boolean() }),
    );
    fc.assert(
      fc.property(operations, (list) => {
        const index = new MultiIndex();
        const expected = new Map<string, Set<number>>([
          ['x', new Set()],
          ['y', new Set()],
        ]);
        for (const { value, key, add } of list) {
          if (add) index.add(value, String(key));
          else index.remove(value, String(key));
          if (add) expected.get(value)?.add(key);
          else expected.get(value)?.delete(key);
          const members = [...(expected.get(value) ?? [])].sort((a, b) => a - b).map(String);
          expect(index.get(value)).toEqual(members);
          expect([...index.walk(value)]).toEqual(members);
          expect(index.count(value)).toBe(members.length);
          expect(index.has(value)).toBe(members.length > 0);
        }
      }),
    );
  });
});

describe('lazy heap', () => {
  test('gives what still holds, smallest first, and forgets the rest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ n: fc.nat(1_000), gone: fc.boolean() }), { maxLength: 300 }),
        (items) => {
          const gone = new Set<number>();
          const heap = new LazyHeap<number>(
            (a, b) => a < b,
            (n) => !gone.has(n),
          );
          for (const { n, gone: isGone } of items) {
            if (isGone) gone.add(n);
            heap.push(n);
          }
          const expected = [...new Set(items.map(({ n }) => n).filter((n) => !gone.has(n)))].sort(
            (a, b) => a - b,
          );
          expect(heap.held()).toEqual(expected);
          const popped: number[] = [];
          for (let n = heap.pop(); n !== undefined; n = heap.pop()) if (popped.at(-1) !== n) popped.push(n);
          expect(popped).toEqual(expected);
        },
      ),
    );
  });

  test('does not grow with entries that no longer hold', () => {
    let current = 0;
    const heap = new LazyHeap<number>(
      (a, b) => a < b,
      (n) => n === current,
    );
    for (let i = 0; i < 100_000; i++) {
      current = i;
      heap.push(i);
    }
    expect(heap.size).toBeLessThan(1_000);
  });
});
