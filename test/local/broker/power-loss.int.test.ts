/**
 * The machine stops at any moment of a commit. LMDB writes the changed pages, syncs, then writes one meta page that makes
 * them count. From the file before and after a commit every image that a power loss can leave is made up: any of the changed
 * pages written, not written or torn between two sectors, in any order. Each must be exactly the state before the commit;
 * with the meta page it must be exactly the state after. CRASH_RUNS looks longer than CI does.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { open } from 'lmdb';
import { Broker } from '../../../src/local/broker/broker.ts';
import type { Command } from '../../../src/local/broker/commands.ts';
import { unsealed } from '../../../src/local/broker/sealed-text.ts';
import { withoutModel } from '../../../src/local/broker/stored-models.ts';
import { shiftableClock } from '../../../src/lib/clock.ts';
import { PARTITION } from '../../support/engine/partition.ts';
import { processFixture } from '../../support/fixtures.ts';

jest.setTimeout(300_000);

const PAGE = 4_096;
const SECTOR = 512;
/** The first two pages of the file say by turns which pages count. */
const META_PAGES = 2;
const IMAGES_PER_COMMIT = 40;
const FIXTURES = [
  'one-service-task',
  'service-task-after-service-task',
  'parallel-fork-and-join',
  'parallel-multi-instance',
  'message-catch',
  'timer-catch',
];

/** Commands that reach the broker together and share a commit. `pick` chooses among what is there. */
type Step = readonly {
  readonly kind: 'create' | 'activate' | 'complete' | 'fail' | 'publish' | 'cancel' | 'refused';
  readonly pick: number;
  readonly bytes: number;
}[];

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.array(
    fc.record({
      kind: fc.constantFrom(
        'create',
        'create',
        'activate',
        'complete',
        'complete',
        'fail',
        'publish',
        'cancel',
        'refused',
      ),
      pick: fc.nat(1_000),
      bytes: fc.constantFrom(0, 10, 300, 9_000),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  { minLength: 15, maxLength: 15 },
);

/** Whole numbers from 0 to 65535 that depend on the seed alone. */
const numbersFrom = (seed: number) => {
  let random = seed;
  return (): number => (random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0) >>> 16;
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'power-loss-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const commandOf = (broker: Broker, { kind, pick, bytes }: Step[number]): Command => {
  const rows = broker.rows();
  const keyOf = (table: string, which: (row: never) => boolean = () => true): string => {
    const keys = rows.filter((row) => row.table === table && which(row.value as never)).map(({ key }) => key);
    return keys[pick % keys.length] ?? '1';
  };
  switch (kind) {
    case 'create':
      return {
        type: 'create-process-instance',
        bpmnProcessId: FIXTURES[pick % FIXTURES.length] ?? '',
        variables: { caseId: `c${pick}`, partners: ['a', 'b'], delay: 'P1D', text: 'x'.repeat(bytes) },
      };
    case 'activate': {
      const job = rows.find(({ table, key }) => table === 'jobs' && key === keyOf('jobs'))?.value;
      const jobType = (job as { type: string } | undefined)?.type ?? 'check';
      return { type: 'activate-jobs', jobType, worker: 'w', timeout: 60_000, maxJobs: 3 };
    }
    case 'complete':
      return { type: 'complete-job', jobKey: keyOf('jobs'), variables: { answer: 'y'.repeat(bytes) } };
    case 'fail':
      return { type: 'fail-job', jobKey: keyOf('jobs'), retries: pick % 3 };
    case 'publish':
      return {
        type: 'publish-message',
        name: 'request',
        correlationKey: `c${pick % 10}`,
        timeToLive: 3_600_000,
        variables: { text: 'z'.repeat(bytes) },
      };
    case 'cancel':
      return {
        type: 'cancel-process-instance',
        processInstanceKey: keyOf('elementInstances', ({ type }: { type: string }) => type === 'process'),
      };
    case 'refused':
      return { type: 'complete-job', jobKey: '1', variables: {} };
  }
};

/** What must be on disk: the rows in a comparable form. */
const liveRows = (broker: Broker): string[] =>
  broker
    .rows()
    .map(withoutModel)
    .map(({ table, key, value }) => JSON.stringify([table, key, value]))
    .sort();

let images = 0;

/** What a start would find in this file. */
const storedRows = async (image: Buffer): Promise<string[]> => {
  images += 1;
  const folder = join(root, `image-${images}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'data.mdb'), image);
  const db = open<string, Buffer>({
    path: folder,
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'string',
    readOnly: true,
  });
  const rows = Array.from(
    db.getRange({ start: Buffer.from('r'), end: Buffer.from('s') }),
    ({ value }) => unsealed(value) ?? 'damaged',
  );
  await db.close();
  rmSync(folder, { recursive: true });
  return rows.sort();
};

const pageOf = (file: Buffer, page: number): Buffer => file.subarray(page * PAGE, (page + 1) * PAGE);

/** The pages that a commit changed, meta pages apart. */
const changedPages = (before: Buffer, after: Buffer): { meta: number[]; data: number[] } => {
  const changed = Array.from({ length: Math.ceil(after.length / PAGE) }, (_, page) => page).filter(
    (page) => !pageOf(before, page).equals(pageOf(after, page)),
  );
  return {
    meta: changed.filter((page) => page < META_PAGES),
    data: changed.filter((page) => page >= META_PAGES),
  };
};

/** The file as the power loss left it: some of the pages, each whole or torn between two sectors. */
const torn = (before: Buffer, after: Buffer, pages: readonly number[], next: () => number): Buffer => {
  const written = pages.map((page) => ({
    page,
    bytes: [0, PAGE, (1 + (next() % 7)) * SECTOR][next() % 3] ?? 0,
  }));
  const ends = written.map(({ page, bytes }) => (bytes === 0 ? 0 : page * PAGE + bytes));
  const image = Buffer.alloc(Math.max(before.length, ...ends));
  before.copy(image);
  for (const { page, bytes } of written) after.copy(image, page * PAGE, page * PAGE, page * PAGE + bytes);
  return image;
};

test('leaves exactly what was acknowledged, or that and the one commit that was under way', async () => {
  let commits = 0;
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (story, seed) => {
      const next = numbersFrom(seed);
      const dataDir = mkdtempSync(join(root, 'data-'));
      const file = (): Buffer => readFileSync(join(dataDir, 'data.mdb'));
      // Stands still: nothing becomes due, every commit is one of the story's.
      const broker = await Broker.open({
        dataDir,
        partitionId: PARTITION,
        clock: shiftableClock(new Date()),
      });
      try {
        await broker.deploy(
          FIXTURES.map((name) => ({ name: `${name}.bpmn`, content: processFixture(name) })),
        );
        let [before, rowsBefore] = [file(), liveRows(broker)];
        for (const step of story) {
          const commitsBefore = broker.metrics.commitSeconds.count;
          await Promise.all(step.map((one) => broker.submit(commandOf(broker, one))));
          const isOneCommit = broker.metrics.commitSeconds.count === commitsBefore + 1;
          const [after, rowsAfter] = [file(), liveRows(broker)];
          if (isOneCommit) {
            commits += 1;
            const { meta, data } = changedPages(before, after);
            expect(meta).toHaveLength(1);
            for (let image = 0; image < IMAGES_PER_COMMIT; image += 1) {
              expect(await storedRows(torn(before, after, data, next))).toEqual(rowsBefore);
            }
          }
          expect(await storedRows(after)).toEqual(rowsAfter);
          [before, rowsBefore] = [after, rowsAfter];
        }
      } finally {
        await broker.close();
      }
    }),
    { numRuns: Number(process.env['CRASH_RUNS'] ?? 5), endOnFailure: true },
  );
  expect(commits * IMAGES_PER_COMMIT).toBeGreaterThan(1_500);
});
